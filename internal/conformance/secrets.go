package conformance

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// hidden is a password, and the value of a field that is tagged secret. The password of a server begins as it does.
const hidden = pgtest.Planted + "hunter2"

// Vault has a secret.
type Vault struct {
	ID   int64
	Name string `db:"name,unique"`
	Code string `db:"code,secret"`
}

// TableName names the table.
func (Vault) TableName() string { return "vaults" }

// NothingPrintsSecrets: whatever a user holds may be printed by any verb and written as JSON; neither passwords nor secret
// values are in it.
func NothingPrintsSecrets(t *testing.T, b Backend) {
	db := b.open(t)
	db.exec(t, b.spell("CREATE TABLE vaults (id {counted}, name varchar(9) NOT NULL UNIQUE, code varchar(20) NOT NULL)"))
	ctx, s := t.Context(), db.session(t)
	must(t, s.Add(&Vault{Name: "one", Code: hidden}))
	plan := value(s.Plan())(t)
	silent(t, "a session", s)
	silent(t, "an engine", db.Engine)
	silent(t, "a plan", plan)
	silent(t, "a repository", repo.For[Vault](s))
	silent(t, "a pool", db.Pool())
	silent(t, "its statistics", db.Pool().Stats())
	silent(t, "a runner", db.Runner())
	must(t, s.Commit(ctx))
	vaults := builder.Model[Vault]()
	silent(t, "a statement", builder.Select(vaults).Where(builder.Col(&vaults.Code).Eq(hidden)))
	silent(t, "a unit of work", value(s.UnitOfWork(ctx))(t))
	silent(t, "text", builder.Text("SELECT :code", sql.Named("code", hidden)))
	silent(t, "an insert", builder.Insert(vaults).Values(&Vault{Name: "two", Code: hidden}))
	silent(t, "an expression", builder.Case[string]().When(builder.Col(&vaults.Code).Eq(hidden), hidden).Else(hidden))
	rows := value(s.Query(ctx, builder.Select(vaults)))(t)
	silent(t, "rows", rows)
	must(t, rows.Close())
	for _, e := range db.log.take() {
		silent(t, "a statement event", e)
	}
	must(t, s.Rollback(ctx))
	must(t, s.Add(&Vault{Name: "one", Code: hidden}))
	quiet(t, "unique", s.Commit(ctx))
	must(t, s.Rollback(ctx))
	_, err := repo.All(ctx, s, builder.Select(vaults).Where(builder.Col(&vaults.Code).Eq(hidden), builder.Raw[bool]("nothing_like_it = ?", 1)))
	quiet(t, "a refused query", err)
	must(t, s.Rollback(ctx))
	db.pinnedIsSilent(t)
}

// pinnedIsSilent expects that an engine of one connection prints no secrets.
func (db *database) pinnedIsSilent(t *testing.T) {
	t.Helper()
	own := value(db.Pin(t.Context()))(t)
	silent(t, "a pinned engine", own)
	silent(t, "its pool", own.Pool())
	must(t, own.Close())
}

// NoErrorOfOpenPrintsThePassword: a database that cannot be reached is named, its password is not.
func NoErrorOfOpenPrintsThePassword(t *testing.T, b Backend) {
	u := value(backends.ParseURL(b.URL(t)))(t)
	scheme, _, _ := strings.Cut(u.Reveal(), "://")
	for name, url := range map[string]string{
		"nobody there":       scheme + "://bob:" + hidden + "@127.0.0.1:1/x",
		"in the query":       scheme + "://bob@127.0.0.1:1/x?password=" + hidden,
		"a wrong port":       scheme + "://bob:" + hidden + "@127.0.0.1:port/x",
		"a wrong escape":     scheme + "://bob:" + hidden + "@127.0.0.1:1/%zz",
		"a wrong host":       scheme + "://bob:" + hidden + "@[::1/x",
		"a wrong option":     scheme + "://bob:" + hidden + "@127.0.0.1:1/x?sslmode=perhaps",
		"a missing file":     scheme + "://bob:" + hidden + "@127.0.0.1:1/x?sslrootcert=/not/there&sslmode=verify-full",
		"no such driver":     scheme + "x://bob:" + hidden + "@127.0.0.1:1/x",
		"another database":   "mysql://bob:" + hidden + "@127.0.0.1:1/x",
		"a colon in between": scheme + "://bob:" + hidden + ":" + hidden + "@127.0.0.1:1/x",
	} {
		t.Run(name, func(t *testing.T) {
			engine, err := repo.Open(t.Context(), url, repo.WithBackend(b.Backend))
			if err == nil {
				silent(t, "an engine", engine)
				_, err = engine.Exec(t.Context(), builder.Text("SELECT 1"))
				must(t, engine.Close())
			}
			if err != nil {
				quiet(t, "an error", err)
			}
			if u, err := backends.ParseURL(url); err == nil {
				silent(t, "a URL", u)
				silent(t, "a pointer to it", &u)
			}
		})
	}
}

// NoMisplacedPartPrintsThePassword: of a URL that is made from the wrong parts, a whole one for a host, no part is printed.
func NoMisplacedPartPrintsThePassword(t *testing.T, b Backend) {
	whole := value(backends.ParseURL(b.URL(t)))(t)
	for name, set := range map[string]func(u *backends.URL, v string){
		"Dialect":  func(u *backends.URL, v string) { u.Dialect = v },
		"Driver":   func(u *backends.URL, v string) { u.Driver = v },
		"Username": func(u *backends.URL, v string) { u.Username = v },
		"Host":     func(u *backends.URL, v string) { u.Host = v },
		"Database": func(u *backends.URL, v string) { u.Database = v },
	} {
		for _, wrong := range []string{"postgresql://bob:" + hidden + "@127.0.0.1:1/x", "bob:" + hidden + "@127.0.0.1"} {
			if name != "Host" && !strings.Contains(wrong, "://") {
				continue // it may be such a name
			}
			u := whole
			set(&u, wrong)
			_, err := repo.OpenURL(t.Context(), u, repo.WithBackend(b.Backend))
			refused(t, err, backends.ErrInvalidURL)
			says(t, err, "its "+name+" has ")
			quiet(t, "an error", err)
			silent(t, "a URL", u)
		}
	}
}

// silent expects that nothing secret is in a value, however it is printed.
func silent(t *testing.T, what string, v any) {
	t.Helper()
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
	texts := []string{fmt.Sprint(v), log.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%t"} {
		texts = append(texts, fmt.Sprintf(verb, v))
	}
	if text, err := json.Marshal(v); err == nil {
		texts = append(texts, string(text))
	}
	for _, text := range texts {
		if strings.Contains(text, pgtest.Planted) || strings.Contains(text, fmt.Sprintf("%x", pgtest.Planted)) {
			t.Errorf("%s prints what is secret: %s", what, text)
		}
	}
}

// quiet is silent for an error and all that it wraps of drey's.
func quiet(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		t.Fatal(what, "must be refused")
	}
	silent(t, what, err)
	var refusal *backends.Error
	for e := err; e != nil; {
		silent(t, what, e)
		next, ok := e.(interface{ Unwrap() error })
		if !ok {
			break
		}
		e = next.Unwrap()
	}
	if errors.As(err, &refusal) {
		silent(t, what, refusal)
		silent(t, what, *refusal)
	}
}
