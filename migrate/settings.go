package migrate

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/sqltext"
	"github.com/drey-db/drey/repo"
)

// settings are who a session of PostgreSQL acts as, and what was set in it. A revision finds them as whoever opened the connection left
// them, and what it sets ends with it: the next revision runs as if it was alone, the row that records it is written by who connected,
// and the connection goes back to the pool as it came.
type settings struct {
	Process      int64 // of the server
	Acting, Role string
	Values       string // by name, as JSON
}

// visible are the settings that a session can change and that outlast a transaction. A program's own, such as app.tenant, are not
// among them: PostgreSQL tells of one to who knows its name.
const visible = `pg_catalog.pg_settings s WHERE s.context IN ('user', 'superuser') AND NOT pg_catalog.starts_with(s.name, 'transaction_')`

// presentSettings reads the settings of a reader's session, and the program's own that are named.
func presentSettings(ctx context.Context, r repo.Reader, named []string) (settings, error) {
	names, err := json.Marshal(append([]string{}, named...))
	if err != nil {
		return settings{}, err
	}
	return repo.One(ctx, r, builder.As[settings](builder.Text(`SELECT pg_catalog.pg_backend_pid() AS process, session_user::text AS acting,
	pg_catalog.current_setting('role') AS role, coalesce((SELECT pg_catalog.json_object_agg(name, setting) FROM (
		SELECT s.name, s.setting FROM `+visible+` AND s.source = 'session'
		UNION ALL SELECT own, pg_catalog.current_setting(own, true) FROM pg_catalog.json_array_elements_text(CAST(:named AS json)) own
	) known)::text, '{}') AS "values"`, sql.Named("named", string(names)))))
}

// restore has a reader's session be as it was: for good, or until its transaction ends. Who acts comes first, because not everybody
// may set everything.
func (s settings) restore(ctx context.Context, r repo.Reader, untilItEnds bool) error {
	_, err := repo.Scalar[int64](ctx, r, builder.Text(fmt.Sprintf(`WITH acting AS MATERIALIZED (SELECT
		CASE WHEN session_user <> CAST(:acting AS text) THEN pg_catalog.set_config('session_authorization', :acting, %[1]t) END,
		CASE WHEN pg_catalog.current_setting('role') <> CAST(:role AS text) THEN pg_catalog.set_config('role', :role, %[1]t) END
	), was AS MATERIALIZED (SELECT key AS name, value AS setting FROM pg_catalog.json_each_text(CAST(:values AS json))
	), present AS MATERIALIZED (SELECT s.name, s.setting, s.source = 'session' AS by_session FROM `+visible+`
		UNION ALL SELECT name, pg_catalog.current_setting(name, true), true FROM was WHERE pg_catalog.strpos(name, '.') > 0
	), different AS MATERIALIZED (SELECT present.name, was.setting FROM present LEFT JOIN was USING (name)
		WHERE (was.name IS NOT NULL OR by_session) AND was.setting IS DISTINCT FROM present.setting
	) SELECT count(CASE WHEN different.name IS NOT NULL THEN pg_catalog.set_config(different.name, different.setting, %[1]t) END)
	FROM acting LEFT JOIN different ON true`, untilItEnds),
		sql.Named("acting", s.Acting), sql.Named("role", s.Role), sql.Named("values", s.Values)))
	return err
}

// ownSetting finds, in a script, the names of a program's own settings that it sets.
var ownSetting = regexp.MustCompile(`(?i)\b(?:SET\s+(?:SESSION\s+)?|set_config\s*\(\s*')(\w+\.[\w.]+)`)

// ownSettings are the names of the program's own settings that a script sets.
func (s script) ownSettings() (names []string) {
	for _, text := range s.statements {
		for _, found := range ownSetting.FindAllStringSubmatch(text, -1) {
			names = append(names, found[1])
		}
	}
	return names
}

// quiet are the first words of statements that leave settings alone, as long as no function of theirs does otherwise.
var quiet = []string{"CREATE", "DROP", "ALTER", "COMMENT", "VACUUM", "ANALYZE", "REINDEX", "CLUSTER", "REFRESH", "INSERT", "UPDATE", "DELETE"}

// inOwnTransaction does what is ours between the statements of a revision without a transaction, which may have set something: as who connected, in
// a transaction that ends with it.
func (r *execution) inOwnTransaction(ctx context.Context, do func(repo.Reader, backends.Runner) error) error {
	if !r.changed || !r.m.versions.postgres {
		return do(r.on, r.on.Runner())
	}
	return inSession(r.on.Session(), func(session *repo.Session) error {
		err := r.before.restore(ctx, session, true)
		if err == nil {
			err = do(session, session.Runner())
		}
		if err == nil {
			err = session.Commit(ctx)
		}
		return err
	})
}

// inSession closes a session behind do, also where that does not return.
func inSession(s *repo.Session, do func(*repo.Session) error) (err error) {
	defer func() {
		if closing := s.Close(); err == nil {
			err = closing
		}
	}()
	return do(s)
}

// sets reports whether a statement does no more than to set something for the session. Where the revision was cut off behind it, the
// session is another now, and it is sent again.
func (m *Migrator) sets(text string) bool {
	switch sqltext.Of(m.dialect()).Verb(text) {
	case "SET", "RESET", "PRAGMA":
		return true
	case "SELECT":
		return setsByFunction.MatchString(text)
	}
	return false
}

var setsByFunction = regexp.MustCompile(`(?i)^\s*SELECT\s+(?:pg_catalog\s*\.\s*)?set_config\s*\(`)

// prepare readies the connection for a revision, and has restore make it as it was.
func (r *execution) prepare() (err error) {
	switch {
	case !r.m.versions.postgres && r.on != r.m.engine:
		return r.pragmas()
	case !r.m.versions.postgres || r.transactional(): // what is set in a transaction is undone in it
		return nil
	}
	if r.before, err = presentSettings(r.ctx, r.on, r.script.ownSettings()); err != nil {
		return err
	}
	r.restore = func() error {
		ctx, cancel := r.noting()
		defer cancel()
		return r.before.restore(ctx, r.on, false)
	}
	return nil
}
