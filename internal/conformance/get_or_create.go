package conformance

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Topic is known by its name.
type Topic struct {
	ID   int64
	Name string `db:"name,unique"`
	Uses int
}

// TableName names the table.
func (Topic) TableName() string { return "topics" }

var (
	topics    = builder.Model[Topic]()
	topicName = builder.Col(&topics.Name)
)

// getOrCreate is what docs/how-to/get-or-create.md shows.
func getOrCreate(ctx context.Context, s *repo.Session, name string) (*Topic, error) {
	named := builder.Select(topics).Where(topicName.Eq(name))
	found, ok, err := repo.First(ctx, s, named)
	if err != nil || ok {
		return found, err
	}
	made := &Topic{Name: name}
	err = s.Nested(ctx, func(s *repo.Session) error { return s.Add(made) })
	if errors.Is(err, repo.ErrUniqueViolation) {
		return repo.One(ctx, s, named)
	}
	return made, err
}

// OneOfManyCreates: of many who get or create the same row at once one creates it, and all have it.
func OneOfManyCreates(t *testing.T, b Backend) {
	urls := map[string]string{"the usual": b.URL(t)}
	if !b.Socket {
		urls["a file"] = "sqlite:///" + filepath.ToSlash(filepath.Join(t.TempDir(), "topics.db"))
	}
	for kind, url := range urls {
		t.Run(kind, func(t *testing.T) {
			db := b.openURL(t, url)
			db.create(t, schema.MustOf(topics))
			oneCreates(t, db)
		})
	}
}

func oneCreates(t *testing.T, db *database) {
	t.Helper()
	ctx := t.Context()
	var all sync.WaitGroup
	ids, errs := make([]int64, 8), make([]error, 8)
	for i := range errs {
		all.Go(func() {
			for n := range 5 {
				errs[i] = errors.Join(errs[i], db.Begin(ctx, func(s *repo.Session) error {
					topic, err := getOrCreate(ctx, s, fmt.Sprint("n", n))
					if err == nil {
						topic.Uses++
						ids[i] = topic.ID
					}
					return errors.Join(err, s.Flush(ctx))
				}, repo.WithRetry(20)))
			}
		})
	}
	all.Wait()
	must(t, errors.Join(errs...))
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM topics"), int64(5))
	db.idle(t)
}
