package kit

import (
	"cmp"
	"errors"
	"os"

	"github.com/drey-db/drey/backends"
)

// WantsWriter reports whether a URL of PostgreSQL asks for a server that takes writes, itself or by the environment.
func WantsWriter(u backends.URL) bool {
	switch cmp.Or(u.Query.Get("target_session_attrs"), os.Getenv("PGTARGETSESSIONATTRS")) {
	case "read-write", "primary":
		return true
	}
	return false
}

// Demoted reports whether err is the refusal of a server that takes no writes: where it took some when its connection was opened, it has
// been demoted since, and its other connections stand no better.
func Demoted(err error) bool {
	var refusal *backends.Error
	return errors.As(err, &refusal) && refusal.Code == "25006"
}
