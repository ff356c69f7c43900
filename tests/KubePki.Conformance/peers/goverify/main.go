// goverify answers for Go's crypto/x509, the library every Kubernetes component decides with.
//
//	goverify                 reads one JSON request per line, answers one JSON line each
//	goverify describe FILE…  prints every field of the first certificate of each file as JSON
//	goverify signatures      reads one signature to check per line, answers one JSON line each
//	goverify version         prints the version of Go whose word this is
//
// Only the standard library is used, so what it says is Go's word and nobody else's.
package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"
)

type request struct {
	ID            string   `json:"id"`
	Roots         []string `json:"roots"`
	Intermediates []string `json:"intermediates"`
	Leaf          string   `json:"leaf"`
	Time          string   `json:"time"`
	Usage         string   `json:"usage"`
	Name          string   `json:"name"`
}

type answer struct {
	ID    string `json:"id"`
	OK    bool   `json:"ok"`
	Error string `json:"error"`
}

func main() {
	command := ""
	if len(os.Args) > 1 {
		command = os.Args[1]
	}
	switch command {
	case "describe":
		descriptions := []description{}
		for _, file := range os.Args[2:] {
			descriptions = append(descriptions, describe(file))
		}
		print(descriptions)
	case "signatures":
		answerEach(func(line []byte) (string, error) {
			var r signature
			if err := json.Unmarshal(line, &r); err != nil {
				return r.ID, err
			}
			return r.ID, check(r)
		})
	case "version":
		fmt.Println(runtime.Version())
	default:
		answerEach(func(line []byte) (string, error) {
			var r request
			if err := json.Unmarshal(line, &r); err != nil {
				return r.ID, err
			}
			return r.ID, verify(r)
		})
	}
}

// answerEach answers every line of stdin: yes, or no and why.
func answerEach(decide func(line []byte) (string, error)) {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		id, err := decide(lines.Bytes())
		a := answer{ID: id, OK: err == nil}
		if err != nil {
			a.Error = err.Error()
		}
		print(a)
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A signature to check: Carrier is a certificate that names its algorithm, parameters included.
type signature struct {
	ID        string `json:"id"`
	Key       []byte `json:"key"`
	Carrier   []byte `json:"carrier"`
	Data      []byte `json:"data"`
	Signature []byte `json:"signature"`
}

// check verifies one signature as CheckSignatureFrom does, with a bare key for the parent: unlike CheckSignature it takes no SHA-1.
func check(r signature) error {
	carrier, err := x509.ParseCertificate(r.Carrier)
	if err != nil {
		return err
	}
	switch carrier.SignatureAlgorithm {
	case x509.SHA1WithRSA, x509.ECDSAWithSHA1:
		return x509.InsecureAlgorithmError(carrier.SignatureAlgorithm)
	}
	key, err := x509.ParsePKIXPublicKey(r.Key)
	if err != nil {
		return err
	}
	parent := x509.Certificate{PublicKey: key}
	switch key.(type) {
	case *rsa.PublicKey:
		parent.PublicKeyAlgorithm = x509.RSA
	case *ecdsa.PublicKey:
		parent.PublicKeyAlgorithm = x509.ECDSA
	case ed25519.PublicKey:
		parent.PublicKeyAlgorithm = x509.Ed25519
	}
	return parent.CheckSignature(carrier.SignatureAlgorithm, r.Data, r.Signature)
}

func verify(r request) error {
	options := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), DNSName: r.Name}
	for _, root := range r.Roots {
		if !options.Roots.AppendCertsFromPEM([]byte(root)) {
			return errors.New("a root is not readable")
		}
	}
	for _, intermediate := range r.Intermediates {
		options.Intermediates.AppendCertsFromPEM([]byte(intermediate))
	}
	switch r.Usage {
	case "serverAuth":
		options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	case "clientAuth":
		options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	case "any", "":
		options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
	default:
		return fmt.Errorf("unknown usage %q", r.Usage)
	}
	if r.Time != "" {
		at, err := time.Parse(time.RFC3339, r.Time)
		if err != nil {
			return err
		}
		options.CurrentTime = at
	}
	leaf, err := first([]byte(r.Leaf))
	if err != nil {
		return err
	}
	_, err = leaf.Verify(options)
	return err
}

// first is the first certificate of a PEM text, the one a TLS server or client presents as its own.
func first(text []byte) (*x509.Certificate, error) {
	for {
		var block *pem.Block
		block, text = pem.Decode(text)
		if block == nil {
			return nil, errors.New("no certificate in the text")
		}
		if block.Type == "CERTIFICATE" {
			return x509.ParseCertificate(block.Bytes)
		}
	}
}

type extension struct {
	OID      string `json:"oid"`
	Critical bool   `json:"critical"`
	Value    string `json:"value"`
}

type description struct {
	File               string      `json:"file"`
	Error              string      `json:"error,omitempty"`
	Version            int         `json:"version"`
	Serial             string      `json:"serial"`
	Subject            string      `json:"subject"`
	SubjectRaw         string      `json:"subjectRaw"`
	Issuer             string      `json:"issuer"`
	IssuerRaw          string      `json:"issuerRaw"`
	SignatureAlgorithm string      `json:"signatureAlgorithm"`
	KeyAlgorithm       string      `json:"keyAlgorithm"`
	KeySize            int         `json:"keySize"`
	NotBefore          string      `json:"notBefore"`
	NotAfter           string      `json:"notAfter"`
	DNSNames           []string    `json:"dnsNames"`
	IPAddresses        []string    `json:"ipAddresses"`
	KeyUsage           int         `json:"keyUsage"`
	ExtKeyUsage        []int       `json:"extKeyUsage"`
	IsCA               bool        `json:"isCA"`
	Extensions         []extension `json:"extensions"`
}

func describe(file string) description {
	d := description{File: file, DNSNames: []string{}, IPAddresses: []string{}, ExtKeyUsage: []int{}, Extensions: []extension{}}
	text, err := os.ReadFile(file)
	var c *x509.Certificate
	if err == nil {
		c, err = first(text)
	}
	if err != nil {
		d.Error = err.Error()
		return d
	}
	d.Version = c.Version
	d.Serial = c.SerialNumber.Text(16)
	d.Subject, d.SubjectRaw = c.Subject.String(), hex.EncodeToString(c.RawSubject)
	d.Issuer, d.IssuerRaw = c.Issuer.String(), hex.EncodeToString(c.RawIssuer)
	d.SignatureAlgorithm, d.KeyAlgorithm = c.SignatureAlgorithm.String(), c.PublicKeyAlgorithm.String()
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		d.KeySize = key.N.BitLen()
	case *ecdsa.PublicKey:
		d.KeySize = key.Params().BitSize
	}
	d.NotBefore, d.NotAfter = c.NotBefore.UTC().Format(time.RFC3339), c.NotAfter.UTC().Format(time.RFC3339)
	d.DNSNames = append(d.DNSNames, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		d.IPAddresses = append(d.IPAddresses, ip.String())
	}
	d.KeyUsage, d.IsCA = int(c.KeyUsage), c.IsCA
	for _, usage := range c.ExtKeyUsage {
		d.ExtKeyUsage = append(d.ExtKeyUsage, int(usage))
	}
	for _, e := range c.Extensions {
		d.Extensions = append(d.Extensions, extension{e.Id.String(), e.Critical, hex.EncodeToString(e.Value)})
	}
	return d
}

func print(value interface{}) {
	if err := json.NewEncoder(os.Stdout).Encode(value); err != nil {
		os.Exit(1)
	}
}
