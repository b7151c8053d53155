package sqlstate_test

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/sqlstate"
)

// What the environment says is not the URL's mistake alone.
func TestTheEnvironmentIsNamedBesideTheURL(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("PGPASSFILE", "")
	for _, c := range []struct {
		name, variable, value string
		says                  func() string
		without, with         string
	}{
		{"a number", "PGCONNECT_TIMEOUT", "abc", func() string { return sqlstate.WrongURL("invalid connect_timeout") }, "correct that in the URL", "correct that in the URL or in PGCONNECT_TIMEOUT"},
		{"a service", "PGSERVICE", "nosuch", func() string { return sqlstate.WrongURL("unable to find service: nosuch") }, "correct that in the URL", "correct that in the URL or in PGSERVICE"},
		{"a file", "PGSSLROOTCERT", "/nowhere.pem", func() string {
			missing := &fs.PathError{Op: "open", Path: "/nowhere.pem", Err: fs.ErrNotExist}
			return sqlstate.NoConnection("a:1", missing, missing.Error())
		}, "a file that the URL names is not there", "a file that the URL names or PGSSLROOTCERT is not there"},
		{"a file that is read at once", "PGSSLROOTCERT", "/nowhere.pem", func() string { return sqlstate.WrongURL("unable to read CA file: open /nowhere.pem: no such file") },
			"correct that in the URL", "correct that in the URL or in PGSSLROOTCERT"},
		{"a setting", "PGTZ", "Nowhere", func() string { return sqlstate.WrongSetting(`invalid value for parameter "TimeZone": "Nowhere"`) },
			"it is from the URL's query: correct it there", "it is from the URL's query or PGTZ: correct it there"},
		{"lib/pq's words", "PGSSLMODE", "on", func() string { return sqlstate.NoConnection("a:1", errors.New("x"), `pq: wrong value for "sslmode"`) },
			"correct that in the URL", "correct that in the URL or in PGSSLMODE"},
		{"a password", "PGPASSWORD", "x", func() string { return sqlstate.NotAdmitted("28P01", "no", false) }, "the URL has none: no: add one", "or PGPASSWORD, which the password is from"},
		{"a user", "PGUSER", "x", func() string { return sqlstate.NotAdmitted("28P01", "no", true) }, "check both in the URL", "check both in the URL or PGUSER"},
		{"a user who is not admitted", "PGUSER", "x", func() string { return sqlstate.NotAdmitted("28000", "no", true) }, "correct the URL's user, or", "correct the URL's user or PGUSER, or"},
		{"a database", "PGDATABASE", "nowhere", func() string { return sqlstate.NoDatabase("") }, "the URL names no database", `no database "nowhere": create it, or correct the URL or PGDATABASE`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv(c.variable, "")
			require.Contains(t, c.says(), c.without)
			require.NotContains(t, c.says(), c.variable)
			t.Setenv(c.variable, c.value)
			require.Contains(t, c.says(), c.with)
		})
	}
}

// A file of passwords is named where it may be what the password is from.
func TestTheFileOfPasswordsIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "passwords")
	t.Setenv("PGPASSWORD", "")
	t.Setenv("PGPASSFILE", file)
	require.NotContains(t, sqlstate.NotAdmitted("28P01", "no", false), file)
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.Contains(t, sqlstate.NotAdmitted("28P01", "no", false), "neither the URL has it nor "+file)
	require.Contains(t, sqlstate.NotAdmitted("28P01", "no", true), "check both in the URL, and where that has no password, "+file)
}

// A socket that is not there is no file that a URL names.
func TestASocketThatIsNotThere(t *testing.T) {
	missing := &net.OpError{Op: "dial", Net: "unix", Err: &os.SyscallError{Syscall: "connect", Err: fs.ErrNotExist}}
	require.Contains(t, sqlstate.NoConnection("/tmp:1", missing, missing.Error()), "is the server running, and reachable from here?")
}
