package sqlxbackend

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/drey-db/drey/backends"
)

// tlsModes are what sslmode may be, and tlsFiles the options that name files for it.
// Source: PostgreSQL's documentation, "SSL Mode Descriptions" and "Parameter Key Words".
var (
	tlsModes = []string{"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}
	tlsFiles = []string{"sslrootcert", "sslcert", "sslkey"}
)

// checkOptions refuses options of a PostgreSQL URL with which no connection can be made, as those adapters do whose driver reads
// them before it connects.
func checkOptions(u backends.URL) error {
	mode := u.Query.Get("sslmode")
	if mode != "" && !slices.Contains(tlsModes, mode) && !strings.HasPrefix(mode, "pqgo-") { // those that lib/pq was given
		return wrongOption("sslmode is %q: say %s or %s", mode, strings.Join(tlsModes[:len(tlsModes)-1], ", "), tlsModes[len(tlsModes)-1])
	}
	if v := u.Query.Get("connect_timeout"); v != "" {
		if n, err := strconv.Atoi(v); err != nil || n < 0 {
			return wrongOption("connect_timeout is %q, and no number of seconds: correct that in the URL", v)
		}
	}
	if u.Query.Has("sslinline") {
		return nil // they hold what would be in the files
	}
	for _, option := range tlsFiles {
		name := u.Query.Get(option)
		if name == "" || option == tlsFiles[0] && name == "system" {
			continue
		}
		if _, err := os.Stat(name); err != nil {
			return wrongOption("%s cannot be read: %v: correct that in the URL", option, err)
		}
	}
	return nil
}

func wrongOption(format string, args ...any) error {
	return &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: fmt.Sprintf(format, args...)}
}

// unreadable is why a driver cannot read its DSN, of one that reads it when it connects; nil where it can. Nothing is sent: the
// connection is not wanted any more before it is begun.
func unreadable(c driver.Connector) error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	conn, err := c.Connect(ctx)
	if err == nil {
		return conn.Close()
	}
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
