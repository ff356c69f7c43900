// authjudge answers for k8s.io/apiserver: how a kube-apiserver of its version takes a credential.
//
//	authjudge          reads one credential, with the flags of kube-apiserver, as JSON per line and answers one JSON line each
//	authjudge version  prints the version of the library whose word this is
//
// Flags that do not concern authentication, and gates of features, are ignored. The verdict "down": such a server does not start.
//
// Every authenticator, their union, the flags' types, the configuration file with its validation and CEL are the library's. The
// wiring and the order are those of kube-apiserver, whose own packages the distribution does not have: two kinds are therefore
// put together here. Service account tokens are decoded, verified and dated by go-jose and become a user by the library; that
// their objects exist is taken for granted. Bootstrap tokens are recognised by the library and never found.
package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/klog/v2"
)

// version is set by the linker.
var version = "unknown"

// question is one credential, and how the server is started.
type question struct {
	Flags        []string `json:"flags"`
	Certificates string   `json:"certificates"`
	Token        string   `json:"token"`
	User         string   `json:"user"`
	Password     string   `json:"password"`
	Path         string   `json:"path"`
	// AnyKey takes the signature of an issuer's token for good: what is refused then is refused whoever signed it.
	AnyKey bool `json:"anyKey"`
}

type answer struct {
	Verdict string              `json:"verdict"`
	Name    string              `json:"name,omitempty"`
	UID     string              `json:"uid,omitempty"`
	Groups  []string            `json:"groups,omitempty"`
	Extra   map[string][]string `json:"extra,omitempty"`
	Error   string              `json:"error,omitempty"`
}

func main() {
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	if len(os.Args) == 2 && os.Args[1] == "version" {
		fmt.Println("k8s.io/apiserver " + version)
		return
	}
	servers := map[string]server{}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		started := strings.Join(q.Flags, "\n")
		if _, ok := servers[started]; !ok {
			chain, err := newChain(context.Background(), q.Flags)
			servers[started] = server{chain, err}
		}
		answers.Encode(servers[started].ask(q))
	}
}

// server is one that was started, or why it was not.
type server struct {
	chain authenticator.Request
	err   error
}

// ask puts the credential to the authenticators as a client's request brings it.
func (s server) ask(q question) answer {
	if s.err != nil {
		return answer{Verdict: "down", Error: s.err.Error()}
	}
	request, err := requestOf(q)
	if err != nil {
		return answer{Verdict: "refused", Error: err.Error()}
	}
	response, ok, err := s.chain.AuthenticateRequest(request)
	switch {
	case err != nil:
		return answer{Verdict: "refused", Error: err.Error()}
	case !ok:
		return answer{Verdict: "refused", Error: "no authenticator knows it"}
	}
	verdict := "accepted"
	if groups := response.User.GetGroups(); response.User.GetName() == "system:anonymous" && len(groups) == 1 && groups[0] == "system:unauthenticated" && len(response.User.GetExtra()) == 0 {
		verdict = "anonymous"
	}
	user := response.User
	return answer{Verdict: verdict, Name: user.GetName(), UID: user.GetUID(), Groups: user.GetGroups(), Extra: user.GetExtra()}
}

func requestOf(q question) (*http.Request, error) {
	path := q.Path
	if path == "" {
		path = "/api/v1/nodes"
	}
	request := (&http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}, Header: http.Header{}}).WithContext(withAnyKey(context.Background(), q.AnyKey))
	if q.Token != "" {
		request.Header.Set("Authorization", "Bearer "+q.Token)
	}
	if q.User != "" {
		request.SetBasicAuth(q.User, q.Password)
	}
	certificates, err := certificatesOf(q.Certificates)
	if err != nil {
		return nil, err
	}
	if len(certificates) > 0 {
		request.TLS = &tls.ConnectionState{PeerCertificates: certificates}
	}
	return request, nil
}

// certificatesOf reads what a client shows in the handshake; there Go refuses a certificate that it cannot read.
func certificatesOf(text string) ([]*x509.Certificate, error) {
	var certificates []*x509.Certificate
	for block, rest := pem.Decode([]byte(text)); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		certificates = append(certificates, certificate)
	}
	return certificates, nil
}
