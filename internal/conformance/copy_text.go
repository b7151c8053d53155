package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// CopiesAsTextAreRefused: a COPY that wants the client's rows, or gives it some, is refused before it is sent by every door; one from a
// file is the server's.
func CopiesAsTextAreRefused(t *testing.T, b Backend) {
	if !b.Socket {
		return
	}
	db := b.open(t)
	for _, sql := range []string{"COPY toys FROM STDIN", "copy toys (id, label) to stdout with (format csv)", "SELECT 1; COPY (SELECT 1) TO STDOUT"} {
		text := builder.Text(sql)
		_, err := db.Exec(t.Context(), text)
		refused(t, err, repo.ErrInvalidRequest)
		_, err = repo.All(t.Context(), db, builder.As[int64](text))
		refused(t, err, repo.ErrInvalidRequest)
		must(t, db.Begin(t.Context(), func(s *repo.Session) error {
			_, err := s.Exec(t.Context(), text)
			refused(t, err, repo.ErrInvalidRequest)
			_, err = repo.All(t.Context(), s, builder.As[int64](text))
			refused(t, err, repo.ErrInvalidRequest)
			return s.Add(&Toy{Label: sql})
		}))
		expect(t, sql, db.stored(t, "SELECT count(*) FROM toys WHERE label LIKE '%"+sql[:6]+"%'"), int64(1))
	}
	_, err := db.Exec(t.Context(), builder.Text("COPY toys FROM '/nowhere/at/all'"))
	says(t, err, "/nowhere/at/all")
}
