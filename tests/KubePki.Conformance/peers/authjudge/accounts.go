package main

import (
	"context"
	"crypto"
	"crypto/sha256"
	cryptox509 "crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"gopkg.in/go-jose/go-jose.v2/jwt"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/serviceaccount"
	tokenjwt "k8s.io/apiserver/pkg/authentication/token/jwt"
	"k8s.io/client-go/util/keyutil"
	bootstrapapi "k8s.io/cluster-bootstrap/token/api"
	bootstraputil "k8s.io/cluster-bootstrap/token/util"
)

const legacyIssuer = "kubernetes/serviceaccount"

// accountTokens are the two authenticators of service account tokens.
func (f *flags) accountTokens() ([]authenticator.Token, error) {
	var keys []namedKey
	for _, file := range f.keyFiles {
		read, err := keyutil.PublicKeysFromFile(file)
		if err != nil {
			return nil, err
		}
		for _, key := range read {
			keys = append(keys, named(key))
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	audiences := authenticator.Audiences(f.audiences)
	if len(audiences) == 0 {
		audiences = f.issuers
	}
	tokens := []authenticator.Token{accounts[legacyClaims]{map[string]bool{legacyIssuer: true}, keys, audiences, legacyAccount}}
	if len(f.issuers) > 0 {
		issuers := map[string]bool{}
		for _, issuer := range f.issuers {
			issuers[issuer] = true
		}
		tokens = append(tokens, accounts[boundClaims]{issuers, keys, audiences, boundAccount})
	}
	return tokens, nil
}

type namedKey struct {
	id  string
	key any
}

func named(key any) namedKey {
	if private, ok := key.(interface{ Public() crypto.PublicKey }); ok {
		key = private.Public()
	}
	der, err := cryptox509.MarshalPKIXPublicKey(key)
	if err != nil {
		return namedKey{key: key}
	}
	sum := sha256.Sum256(der)
	return namedKey{base64.RawURLEncoding.EncodeToString(sum[:]), key}
}

// accounts reads tokens with the claims of one kind.
type accounts[Claims any] struct {
	issuers   map[string]bool
	keys      []namedKey
	audiences authenticator.Audiences
	account   func(*jwt.Claims, *Claims) (*serviceaccount.ServiceAccountInfo, error)
}

func (a accounts[Claims]) AuthenticateToken(ctx context.Context, text string) (*authenticator.Response, bool, error) {
	if !a.issuers[issuerOf(text)] {
		return nil, false, nil
	}
	token, err := jwt.ParseSigned(text)
	if err != nil {
		return nil, false, nil
	}
	public, private := &jwt.Claims{}, new(Claims)
	if err := a.verify(token, public, private); err != nil {
		return nil, false, err
	}
	if !a.issuers[public.Issuer] {
		return nil, false, errors.New("another issuer")
	}
	audiences := authenticator.Audiences(public.Audience)
	if len(audiences) == 0 {
		audiences = a.audiences
	}
	if len(audiences.Intersect(a.audiences)) == 0 && len(a.audiences) != 0 {
		return nil, false, errors.New("other audiences")
	}
	account, err := a.account(public, private)
	if err != nil {
		return nil, false, err
	}
	return &authenticator.Response{User: account.UserInfo(), Audiences: audiences}, true, nil
}

// verify decodes the claims with the keys that the token's id allows.
func (a accounts[Claims]) verify(token *jwt.JSONWebToken, claims ...any) error {
	last := errors.New("no key has the id of the token's")
	for _, key := range a.keys {
		if id := token.Headers[0].KeyID; id != "" && id != key.id {
			continue
		}
		if last = token.Claims(key.key, claims...); last == nil {
			return nil
		}
	}
	return last
}

func issuerOf(text string) string {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	claims := struct {
		Issuer string `json:"iss"`
	}{}
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		return ""
	}
	return claims.Issuer
}

type legacyClaims struct {
	Name       string `json:"kubernetes.io/serviceaccount/service-account.name"`
	UID        string `json:"kubernetes.io/serviceaccount/service-account.uid"`
	SecretName string `json:"kubernetes.io/serviceaccount/secret.name"`
	Namespace  string `json:"kubernetes.io/serviceaccount/namespace"`
}

func legacyAccount(public *jwt.Claims, private *legacyClaims) (*serviceaccount.ServiceAccountInfo, error) {
	if public.Subject == "" || private.Namespace == "" || private.SecretName == "" || private.Name == "" || private.UID == "" {
		return nil, errors.New("a claim is missing")
	}
	namespace, name, err := serviceaccount.SplitUsername(public.Subject)
	if err != nil || namespace != private.Namespace || name != private.Name {
		return nil, errors.New("the subject is another account")
	}
	return &serviceaccount.ServiceAccountInfo{Namespace: private.Namespace, Name: private.Name, UID: private.UID}, nil
}

type boundClaims struct {
	Kubernetes struct {
		Namespace string           `json:"namespace,omitempty"`
		Account   *reference       `json:"serviceaccount,omitempty"`
		Pod       *reference       `json:"pod,omitempty"`
		Secret    *reference       `json:"secret,omitempty"`
		Node      *reference       `json:"node,omitempty"`
		WarnAfter *jwt.NumericDate `json:"warnafter,omitempty"`
	} `json:"kubernetes.io,omitempty"`
}

type reference struct {
	Name string `json:"name,omitempty"`
	UID  string `json:"uid,omitempty"`
}

func (r *reference) canBe() bool { return r == nil || (r.Name != "" && r.UID != "") }

func boundAccount(public *jwt.Claims, private *boundClaims) (*serviceaccount.ServiceAccountInfo, error) {
	if err := public.Validate(jwt.Expected{Time: time.Now()}); err != nil {
		return nil, err
	}
	claims := private.Kubernetes
	// No object has an empty name or uid, and no account lies in no namespace. The node of a pod is not looked up.
	if claims.Namespace == "" || claims.Account == nil || !claims.Account.canBe() || !claims.Secret.canBe() || !claims.Pod.canBe() || (claims.Pod == nil && !claims.Node.canBe()) {
		return nil, errors.New("there is no such object")
	}
	account := &serviceaccount.ServiceAccountInfo{
		Namespace: claims.Namespace, Name: claims.Account.Name, UID: claims.Account.UID, CredentialID: tokenjwt.CredentialIDForJTI(public.ID),
	}
	if claims.Pod != nil {
		account.PodName, account.PodUID = claims.Pod.Name, claims.Pod.UID
	}
	if claims.Node != nil {
		account.NodeName, account.NodeUID = claims.Node.Name, claims.Node.UID
	}
	return account, nil
}

// bootstrapToken knows what looks like one; the Secrets are the cluster's.
func bootstrapToken(_ context.Context, token string) (*authenticator.Response, bool, error) {
	if !bootstraputil.IsValidBootstrapToken(token) {
		return nil, false, nil
	}
	return nil, false, errors.New("Secret " + bootstrapapi.BootstrapTokenSecretPrefix + " is not here")
}
