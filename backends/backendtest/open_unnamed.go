package backendtest

import (
	"crypto/rand"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
)

// noDatabaseNamed connects as a user of whose name there is no database, with a URL that names none.
func noDatabaseNamed(t *testing.T, db *database) {
	name := "drey_" + strings.ToLower(rand.Text())
	db.exec(t, db.pool, "create role "+name+" login password '"+secret+"'")
	defer db.exec(t, db.pool, "drop role "+name)
	u := db.h.URL(t)
	u.Username, u.Password, u.Database = name, secret, ""
	pool, err := db.h.Backend.Open(t.Context(), u, backends.PoolConfig{})
	must(t, err)
	defer func() { must(t, pool.Close()) }()
	err = db.try(t.Context(), pool, "select 1")
	refused(t, err, backends.ErrConnection)
	if text := err.Error(); strings.Contains(text, `""`) || strings.Contains(text, secret) || !strings.Contains(text, "add /database") {
		t.Errorf("the error is %q", text)
	}
}
