package conformance

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// LoginsAreByEveryPassword: a role logs in by the password that its server keeps in either form, and a wrong one is told, and not shown.
func LoginsAreByEveryPassword(t *testing.T, b Backend) {
	if !b.streams() {
		return // a file asks for no password
	}
	ctx, db := t.Context(), b.open(t)
	at := value(backends.ParseURL(b.URL(t)))(t)
	for _, form := range []string{"md5", "scram-sha-256"} {
		role, password := "drey_login_"+strings.ReplaceAll(uuid.NewString(), "-", ""), "qZ8v"+form
		must(t, db.Begin(ctx, func(s *repo.Session) error {
			return errors.Join(
				errorOf(s.Exec(ctx, builder.Text("SET LOCAL password_encryption = '"+form+"'"))),
				errorOf(s.Exec(ctx, builder.Text("CREATE ROLE "+role+" LOGIN PASSWORD '"+password+"'"))),
			)
		}))
		t.Cleanup(func() { must(t, errorOf(db.Exec(context.Background(), builder.Text("DROP ROLE "+role)))) })
		as := at
		as.Username, as.Password = role, password
		engine := value(repo.Open(ctx, as.Reveal(), repo.WithBackend(b.Backend)))(t)
		expect(t, form, value(repo.Scalar[string](ctx, engine, builder.Text("SELECT current_user::text")))(t), role)
		must(t, engine.Close())
		as.Password = "qZ8vwrong"
		wrong, err := repo.Open(ctx, as.Reveal(), repo.WithBackend(b.Backend))
		if err == nil {
			_, err = repo.Scalar[string](ctx, wrong, builder.Text("SELECT 'in'"))
			must(t, wrong.Close())
		}
		says(t, err, role)
		expect(t, "the password is shown", strings.Contains(err.Error(), "qZ8v"), false)
		expect(t, "an error of the connection", errors.Is(err, repo.ErrConnection), true)
	}
}
