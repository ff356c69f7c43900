package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
	jose "gopkg.in/go-jose/go-jose.v2"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apiserver/pkg/apis/apiserver"
	"k8s.io/apiserver/pkg/apis/apiserver/install"
	"k8s.io/apiserver/pkg/apis/apiserver/validation"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	authenticationcel "k8s.io/apiserver/pkg/authentication/cel"
	"k8s.io/apiserver/plugin/pkg/authenticator/token/oidc"
	"k8s.io/client-go/util/keyutil"
)

// configuration is that of the file, or of the flags, and who may be anonymous.
func (f *flags) configuration() (*apiserver.AuthenticationConfiguration, apiserver.AnonymousAuthConfig, error) {
	access := f.anonymousByFlags()
	hasOidc := false
	f.set.Visit(func(flag *pflag.Flag) { hasOidc = hasOidc || strings.HasPrefix(flag.Name, "oidc-") })
	if hasOidc && f.authenticationFile == "" && (f.oidc.url == "" || f.oidc.client == "") {
		return nil, access, errors.New("oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set")
	}
	configuration := &apiserver.AuthenticationConfiguration{}
	if f.authenticationFile == "" {
		if f.oidc.url != "" {
			issuer, err := f.flagIssuer()
			if err != nil {
				return nil, access, err
			}
			configuration.JWT = []apiserver.JWTAuthenticator{issuer}
		}
	} else {
		if hasOidc {
			return nil, access, errors.New("authentication-config file and oidc-* flags are mutually exclusive")
		}
		loaded, err := load(f.authenticationFile)
		if err != nil {
			return nil, access, err
		}
		configuration = loaded
		if configuration.Anonymous != nil {
			if f.set.Changed("anonymous-auth") {
				return nil, access, errors.New("--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file")
			}
			access = *configuration.Anonymous
		}
	}
	return configuration, access, validation.ValidateAuthenticationConfiguration(authenticationcel.NewDefaultCompiler(), configuration, f.issuers).ToAggregate()
}

// load decodes as strictly as the server.
func load(path string) (*apiserver.AuthenticationConfiguration, error) {
	content, err := readFile("authentication-config", path)
	if err != nil {
		return nil, err
	}
	if len(content) == 0 {
		return nil, fmt.Errorf("empty config data")
	}
	scheme := runtime.NewScheme()
	install.Install(scheme)
	decoded, err := runtime.Decode(serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDecoder(), content)
	if err != nil {
		return nil, err
	}
	configuration, ok := decoded.(*apiserver.AuthenticationConfiguration)
	if !ok {
		return nil, fmt.Errorf("expected AuthenticationConfiguration, got %T", decoded)
	}
	return configuration, nil
}

// flagIssuer is what the flags --oidc-… describe.
func (f *flags) flagIssuer() (apiserver.JWTAuthenticator, error) {
	o := f.oidc
	prefix := o.userPrefix
	switch {
	case prefix == "-":
		prefix = ""
	case prefix == "" && o.userClaim != "email":
		prefix = o.url + "#"
	}
	issuer := apiserver.JWTAuthenticator{
		Issuer:        apiserver.Issuer{URL: o.url, Audiences: []string{o.client}},
		ClaimMappings: apiserver.ClaimMappings{Username: apiserver.PrefixedClaimOrExpression{Claim: o.userClaim, Prefix: &prefix}},
	}
	if o.groupsClaim != "" {
		issuer.ClaimMappings.Groups = apiserver.PrefixedClaimOrExpression{Claim: o.groupsClaim, Prefix: &o.groupsPrefix}
	}
	if o.ca != "" {
		content, err := readFile("oidc-ca-file", o.ca)
		if err != nil {
			return issuer, err
		}
		issuer.Issuer.CertificateAuthority = string(content)
	}
	for claim, value := range o.required {
		issuer.ClaimValidationRules = append(issuer.ClaimValidationRules, apiserver.ClaimValidationRule{Claim: claim, RequiredValue: value})
	}
	return issuer, nil
}

// issuerTokens are the authenticators of the configuration's issuers.
func (f *flags) issuerTokens(ctx context.Context, configuration *apiserver.AuthenticationConfiguration) ([]authenticator.Token, error) {
	keys := issuerKeys{}
	if f.issuerKeys != "" {
		read, err := keyutil.PublicKeysFromFile(f.issuerKeys)
		if err != nil {
			return nil, err
		}
		keys.keys = read
	}
	algorithms := f.oidc.algorithms
	if f.authenticationFile != "" {
		algorithms = oidc.AllValidSigningAlgorithms()
	}
	var tokens []authenticator.Token
	for _, issuer := range configuration.JWT {
		// Nobody is asked: the keys are here, and the library takes no address for them then.
		issuer.Issuer.DiscoveryURL = ""
		token, err := oidc.New(ctx, oidc.Options{JWTAuthenticator: issuer, KeySet: keys, SupportedSigningAlgs: algorithms, DisallowedIssuers: f.issuers})
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, token)
	}
	return tokens, nil
}

type anyKeyMark struct{}

func withAnyKey(ctx context.Context, any bool) context.Context {
	return context.WithValue(ctx, anyKeyMark{}, any)
}

// issuerKeys stand for those that the server gets from its issuers.
type issuerKeys struct{ keys []interface{} }

func (k issuerKeys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	signed, err := jose.ParseSigned(token)
	if err != nil {
		return nil, err
	}
	if isAny, _ := ctx.Value(anyKeyMark{}).(bool); isAny {
		// No key verifies what names extensions.
		header := signed.Signatures[0].Protected.ExtraHeaders
		if critical, ok := header["crit"].([]any); (ok && len(critical) > 0) || header["b64"] == false {
			return nil, errors.New("extensions in the header")
		}
		// Nor does one make a signature of another length.
		lengths := map[string]int{"ES256": 64, "ES384": 96, "ES512": 132}
		signature := signed.Signatures[0]
		if length := lengths[signature.Protected.Algorithm]; len(signature.Signature) == 0 || (length > 0 && len(signature.Signature) != length) {
			return nil, errors.New("no such signature")
		}
		return signed.UnsafePayloadWithoutVerification(), nil
	}
	for _, key := range k.keys {
		if payload, err := signed.Verify(key); err == nil {
			return payload, nil
		}
	}
	return nil, errors.New("failed to verify id token signature")
}
