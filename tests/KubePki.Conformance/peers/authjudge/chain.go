package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/pflag"
	"k8s.io/apiserver/pkg/apis/apiserver"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/group"
	"k8s.io/apiserver/pkg/authentication/request/anonymous"
	"k8s.io/apiserver/pkg/authentication/request/bearertoken"
	"k8s.io/apiserver/pkg/authentication/request/headerrequest"
	"k8s.io/apiserver/pkg/authentication/request/union"
	"k8s.io/apiserver/pkg/authentication/request/x509"
	"k8s.io/apiserver/pkg/authentication/token/tokenfile"
	tokenunion "k8s.io/apiserver/pkg/authentication/token/union"
	"k8s.io/apiserver/pkg/server/dynamiccertificates"
	"k8s.io/client-go/util/cert"
	cliflag "k8s.io/component-base/cli/flag"
)

// flags are those of kube-apiserver that decide how it authenticates.
type flags struct {
	set *pflag.FlagSet

	clientCA           string
	proxy              proxyFlags
	anonymous          bool
	bootstrap          bool
	tokenFile          string
	authorizationMode  []string
	authorizationFile  string
	audiences          []string
	keyFiles           []string
	issuers            []string
	authenticationFile string
	oidc               oidcFlags
	issuerKeys         string
}

type proxyFlags struct {
	ca                                 string
	names, users, uids, groups, extras []string
}

type oidcFlags struct {
	url, client, ca, userClaim, userPrefix, groupsClaim, groupsPrefix string
	algorithms                                                        []string
	required                                                          map[string]string
}

func parse(words []string) (*flags, error) {
	f := &flags{set: pflag.NewFlagSet("authjudge", pflag.ContinueOnError)}
	f.set.ParseErrorsAllowlist.UnknownFlags = true
	f.set.Usage = func() {}
	f.set.StringVar(&f.clientCA, "client-ca-file", "", "")
	f.set.StringVar(&f.proxy.ca, "requestheader-client-ca-file", "", "")
	f.set.StringSliceVar(&f.proxy.names, "requestheader-allowed-names", nil, "")
	f.set.StringSliceVar(&f.proxy.users, "requestheader-username-headers", nil, "")
	f.set.StringSliceVar(&f.proxy.uids, "requestheader-uid-headers", nil, "")
	f.set.StringSliceVar(&f.proxy.groups, "requestheader-group-headers", nil, "")
	f.set.StringSliceVar(&f.proxy.extras, "requestheader-extra-headers-prefix", nil, "")
	f.set.BoolVar(&f.anonymous, "anonymous-auth", true, "")
	f.set.BoolVar(&f.bootstrap, "enable-bootstrap-token-auth", false, "")
	f.set.StringVar(&f.tokenFile, "token-auth-file", "", "")
	f.set.StringSliceVar(&f.authorizationMode, "authorization-mode", nil, "")
	f.set.StringVar(&f.authorizationFile, "authorization-config", "", "")
	f.set.StringSliceVar(&f.audiences, "api-audiences", nil, "")
	f.set.StringArrayVar(&f.keyFiles, "service-account-key-file", nil, "")
	f.set.StringArrayVar(&f.issuers, "service-account-issuer", nil, "")
	f.set.StringVar(&f.authenticationFile, "authentication-config", "", "")
	f.set.StringVar(&f.oidc.url, "oidc-issuer-url", "", "")
	f.set.StringVar(&f.oidc.client, "oidc-client-id", "", "")
	f.set.StringVar(&f.oidc.ca, "oidc-ca-file", "", "")
	f.set.StringVar(&f.oidc.userClaim, "oidc-username-claim", "sub", "")
	f.set.StringVar(&f.oidc.userPrefix, "oidc-username-prefix", "", "")
	f.set.StringVar(&f.oidc.groupsClaim, "oidc-groups-claim", "", "")
	f.set.StringVar(&f.oidc.groupsPrefix, "oidc-groups-prefix", "", "")
	f.set.StringSliceVar(&f.oidc.algorithms, "oidc-signing-algs", []string{"RS256"}, "")
	f.set.Var(cliflag.NewMapStringStringNoSplit(&f.oidc.required), "oidc-required-claim", "")
	f.set.StringVar(&f.issuerKeys, "judge-issuer-keys", "", "PEM file of the keys of every issuer, which is not asked for them")
	return f, f.set.Parse(words)
}

// newChain puts the authenticators together in the order of kube-apiserver.
func newChain(ctx context.Context, words []string) (authenticator.Request, error) {
	f, err := parse(words)
	if err != nil {
		return nil, err
	}
	configuration, anonymousAccess, err := f.configuration()
	if err != nil {
		return nil, err
	}
	if f.sharesProxyCA() {
		return nil, errors.New("--requestheader-client-ca-file and --client-ca-file contain overlapping certificates; --requestheader-allowed-names must be specified")
	}
	requests, err := f.certificates()
	if err != nil {
		return nil, err
	}
	tokens, err := f.tokens(ctx, configuration)
	if err != nil {
		return nil, err
	}
	if len(tokens) > 0 {
		requests = append(requests, bearertoken.New(tokenunion.New(tokens...)))
	}
	if len(requests) == 0 {
		return orAnonymous(union.New(), anonymousAccess), nil
	}
	return orAnonymous(group.NewAuthenticatedGroupAdder(union.New(requests...)), anonymousAccess), nil
}

func orAnonymous(chain authenticator.Request, access apiserver.AnonymousAuthConfig) authenticator.Request {
	if !access.Enabled {
		return chain
	}
	return union.NewFailOnError(chain, anonymous.NewAuthenticator(access.Conditions))
}

func (f *flags) sharesProxyCA() bool {
	clients, err := cert.CertsFromFile(f.clientCA)
	if f.clientCA == "" || err != nil || len(f.proxy.names) > 0 {
		return false
	}
	proxies, _ := cert.CertsFromFile(f.proxy.ca)
	for _, one := range clients {
		for _, other := range proxies {
			if one.Equal(other) {
				return true
			}
		}
	}
	return false
}

// certificates are those that look at the client's certificate, in order.
func (f *flags) certificates() ([]authenticator.Request, error) {
	var requests []authenticator.Request
	if f.proxy.ca != "" {
		bundle, err := dynamiccertificates.NewDynamicCAContentFromFile("request-header", f.proxy.ca)
		if err != nil {
			return nil, err
		}
		list := func(words []string) headerrequest.StringSliceProvider { return headerrequest.StaticStringSlice(words) }
		requests = append(requests, headerrequest.NewDynamicVerifyOptionsSecure(
			bundle.VerifyOptions, list(f.proxy.names), list(f.proxy.users), list(f.proxy.uids), list(f.proxy.groups), list(f.proxy.extras)))
	}
	if f.clientCA != "" {
		bundle, err := dynamiccertificates.NewDynamicCAContentFromFile("client-ca-bundle", f.clientCA)
		if err != nil {
			return nil, err
		}
		requests = append(requests, x509.NewDynamic(bundle.VerifyOptions, x509.CommonNameUserConversion))
	}
	return requests, nil
}

// tokens are those that look at the bearer token, in order.
func (f *flags) tokens(ctx context.Context, configuration *apiserver.AuthenticationConfiguration) ([]authenticator.Token, error) {
	var tokens []authenticator.Token
	if f.tokenFile != "" {
		static, err := tokenfile.NewCSV(f.tokenFile)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, static)
	}
	accounts, err := f.accountTokens()
	if err != nil {
		return nil, err
	}
	tokens = append(tokens, accounts...)
	if f.bootstrap {
		tokens = append(tokens, authenticator.TokenFunc(bootstrapToken))
	}
	issuers, err := f.issuerTokens(ctx, configuration)
	return append(tokens, issuers...), err
}

// anonymousByFlags: the mode AlwaysAllow, which is the default, switches anonymous requests off.
func (f *flags) anonymousByFlags() apiserver.AnonymousAuthConfig {
	allowsAll := len(f.authorizationMode) == 0 && f.authorizationFile == ""
	for _, mode := range f.authorizationMode {
		allowsAll = allowsAll || mode == "AlwaysAllow"
	}
	return apiserver.AnonymousAuthConfig{Enabled: f.anonymous && !allowsAll}
}

func readFile(flag, path string) ([]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--%s: %w", flag, err)
	}
	return content, nil
}
