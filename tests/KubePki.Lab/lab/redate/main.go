// redate issues certificates anew with other dates, to make a cluster that is old or dead: Go programs ignore a faked clock.
//
//	redate --pki DIR --not-before TIME --not-after TIME FILE…
//
// DIR is kubeadm's certificate directory with its CAs and their keys; times are RFC 3339. A FILE is a PEM file, whose first
// certificate is replaced (everything else in it stays), or a kubeconfig, whose embedded client certificate is. Key, subject,
// names, usages and issuer remain; serial number, dates and signature are new. A CA signs itself with the key beside it. A
// certificate of an unknown issuer that lies in the same file (the kubelet's own serving certificate) is signed, together
// with that issuer, by a key made for the occasion.
package main

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

var embedded = regexp.MustCompile(`(?m)^(\s*client-certificate-data:\s*)([A-Za-z0-9+/=]+)`)

// authority is a CA and its key.
type authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

// period is the new validity.
type period struct {
	from, to time.Time
}

func main() {
	pki := flag.String("pki", "/etc/kubernetes/pki", "kubeadm's certificate directory")
	from := flag.String("not-before", "", "start of the validity, RFC 3339")
	to := flag.String("not-after", "", "end of the validity, RFC 3339")
	flag.Parse()
	if err := run(*pki, *from, *to, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "redate:", err)
		os.Exit(1)
	}
}

func run(pki, from, to string, files []string) error {
	var validity period
	var err error
	if validity.from, err = time.Parse(time.RFC3339, from); err != nil {
		return err
	}
	if validity.to, err = time.Parse(time.RFC3339, to); err != nil {
		return err
	}
	if !validity.to.After(validity.from) || len(files) == 0 {
		return errors.New("usage: redate --pki DIR --not-before TIME --not-after TIME FILE…, the end after the start")
	}
	var authorities []authority
	for _, name := range []string{"ca", "front-proxy-ca", "etcd/ca"} {
		if ca, err := readAuthority(filepath.Join(pki, name)); err == nil {
			authorities = append(authorities, ca)
		} else if !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	for _, file := range files {
		if err := redate(file, authorities, validity); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func redate(file string, authorities []authority, validity period) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var renewed []byte
	if match := embedded.FindSubmatchIndex(content); match != nil {
		old, err := base64.StdEncoding.DecodeString(string(content[match[4]:match[5]]))
		if err != nil {
			return err
		}
		chain, err := redatePEM(old, file, authorities, validity)
		if err != nil {
			return err
		}
		renewed = append(renewed, content[:match[4]]...)
		renewed = append(renewed, base64.StdEncoding.EncodeToString(chain)...)
		renewed = append(renewed, content[match[5]:]...)
	} else if renewed, err = redatePEM(content, file, authorities, validity); err != nil {
		return err
	}
	// Written in place, so that mode, owner and links stay; nothing runs on these files meanwhile.
	return os.WriteFile(file, renewed, 0o600)
}

func redatePEM(content []byte, file string, authorities []authority, validity period) ([]byte, error) {
	var blocks []*pem.Block
	var certificates []int
	for rest := content; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "CERTIFICATE" {
			certificates = append(certificates, len(blocks))
		}
		blocks = append(blocks, block)
	}
	if len(certificates) == 0 {
		return nil, errors.New("no certificate in it")
	}
	first, err := x509.ParseCertificate(blocks[certificates[0]].Bytes)
	if err != nil {
		return nil, err
	}
	issuer, found := issuerOf(first, authorities)
	switch {
	case found:
	case first.CheckSignature(first.SignatureAlgorithm, first.RawTBSCertificate, first.Signature) == nil:
		if issuer, err = readAuthority(strings.TrimSuffix(file, ".crt")); err != nil {
			return nil, err
		}
	case len(certificates) > 1:
		if issuer, err = occasional(blocks[certificates[1]], validity); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("its issuer %q is not known here", first.Issuer)
	}
	if blocks[certificates[0]].Bytes, err = reissue(first, first.PublicKey, issuer, validity); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for _, block := range blocks {
		if err := pem.Encode(&out, block); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

func issuerOf(certificate *x509.Certificate, authorities []authority) (authority, bool) {
	for _, ca := range authorities {
		if certificate.CheckSignatureFrom(ca.certificate) == nil && !certificate.Equal(ca.certificate) {
			return ca, true
		}
	}
	return authority{}, false
}

// occasional replaces the CA in block, whose key nobody has, by one of the same name.
func occasional(block *pem.Block, validity period) (authority, error) {
	old, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return authority{}, err
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return authority{}, err
	}
	old.PublicKey = key.Public()
	if block.Bytes, err = reissue(old, key.Public(), authority{old, key}, validity); err != nil {
		return authority{}, err
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	return authority{certificate, key}, err
}

func reissue(old *x509.Certificate, public crypto.PublicKey, issuer authority, validity period) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, err
	}
	template := *old
	template.SerialNumber = serial.Add(serial, big.NewInt(1))
	template.NotBefore, template.NotAfter = validity.from, validity.to
	// Whatever suits the issuer's key.
	template.SignatureAlgorithm = x509.UnknownSignatureAlgorithm
	return x509.CreateCertificate(rand.Reader, &template, issuer.certificate, public, issuer.key)
}

func readAuthority(path string) (authority, error) {
	content, err := os.ReadFile(path + ".crt")
	if err != nil {
		return authority{}, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return authority{}, fmt.Errorf("%s.crt: not PEM", path)
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return authority{}, fmt.Errorf("%s.crt: %w", path, err)
	}
	key, err := readKey(path + ".key")
	return authority{certificate, key}, err
}

func readKey(path string) (crypto.Signer, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, fmt.Errorf("%s: not PEM", path)
	}
	switch block.Type {
	case "RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		return x509.ParseECPrivateKey(block.Bytes)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("%s: not a signing key", path)
	}
	return signer, nil
}
