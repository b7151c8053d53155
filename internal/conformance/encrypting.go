package conformance

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// authority is a certificate authority in a file.
type authority struct {
	file string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, name string) authority {
	t.Helper()
	a := authority{file: filepath.Join(t.TempDir(), name+".pem"), key: value(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)}
	a.cert = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	signed := value(x509.CreateCertificate(rand.Reader, a.cert, a.cert, &a.key.PublicKey, a.key))(t)
	must(t, os.WriteFile(a.file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), 0o600))
	return a
}

// issue returns a certificate for a host name, and its key.
func (a authority) issue(t *testing.T, host string) (cert, key string) {
	t.Helper()
	own := value(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	signed := value(x509.CreateCertificate(rand.Reader, leaf, a.cert, &own.PublicKey, a.key))(t)
	text := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	return text("CERTIFICATE", signed), text("EC PRIVATE KEY", value(x509.MarshalECPrivateKey(own))(t))
}

// encrypted starts a server whose certificate is for localhost.
func encrypted(t *testing.T, ca authority) backends.URL {
	t.Helper()
	server := pgtest.Replicated(t, 0)
	cert, key := ca.issue(t, "localhost")
	write := func(file, text string) string {
		return "COPY (SELECT unnest(string_to_array('" + strings.TrimSpace(text) + "', E'\n'))) TO PROGRAM 'umask 077; cat > " + file + "'"
	}
	server.Exec(0, write("server.crt", cert), write("server.key", key), "ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()")
	return value(backends.ParseURL(server.URL(0)))(t)
}

// ConnectionsAreEncrypted: sslmode means the same on every backend, against a server whose certificate is for localhost.
func ConnectionsAreEncrypted(t *testing.T, b Backend) {
	if !b.Socket {
		return // nothing goes over a network
	}
	ours, others := newAuthority(t, "ours"), newAuthority(t, "others")
	with, without := encrypted(t, ours), value(backends.ParseURL(pgtest.URL(t)))(t)
	const no, plain, secret = "refused", "plain", "encrypted"
	for _, c := range []struct {
		server           backends.URL
		mode, host, root string
		want             string
	}{
		{with, "disable", "127.0.0.1", "", plain},
		{with, "require", "127.0.0.1", "", secret},
		{with, "verify-ca", "127.0.0.1", ours.file, secret},
		{with, "verify-ca", "localhost", others.file, no},
		{with, "verify-full", "localhost", ours.file, secret},
		{with, "verify-full", "127.0.0.1", ours.file, no},
		{with, "verify-full", "localhost", others.file, no},
		{without, "disable", "127.0.0.1", "", plain},
		{without, "require", "127.0.0.1", "", no},
		{without, "verify-full", "localhost", ours.file, no},
	} {
		got := b.connected(t, c.server, c.host, url.Values{"sslmode": {c.mode}, "sslrootcert": {c.root}})
		expect(t, strings.Join([]string{c.mode, c.host, filepath.Base(c.root)}, " "), got, c.want)
	}
}

// connected tries to connect, and says what came of it.
func (b Backend) connected(t *testing.T, u backends.URL, host string, query url.Values) string {
	t.Helper()
	u.Driver, u.Host, u.Query = b.Driver, host, query
	if u.Password == "" {
		u.Password = hidden
	}
	if query.Get("sslrootcert") == "" {
		query.Del("sslrootcert")
	}
	e, err := repo.OpenURL(t.Context(), u, repo.WithBackend(b.Backend))
	must(t, err)
	defer func() { must(t, e.Close()) }()
	hidden, err := repo.Scalar[bool](t.Context(), e, builder.Text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
	switch {
	case err != nil:
		if strings.Contains(err.Error(), u.Password) {
			t.Errorf("the error shows the password: %v", err)
		}
		refused(t, err, repo.ErrConnection)
		return "refused"
	case hidden:
		return "encrypted"
	}
	return "plain"
}
