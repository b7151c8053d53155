package repo_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Article belongs to a tenant, and is hidden, not deleted.
type Article struct {
	ID        int64
	Tenant    string
	Title     string
	DeletedAt *time.Time
}

// TableName names the table.
func (Article) TableName() string { return "articles" }

var articles = builder.Model[Article]()

// openArticles returns an engine on a new database in memory: two articles of one tenant, one of them hidden, and one of
// another tenant.
func openArticles(ctx context.Context, opts ...repo.Option) (*repo.Engine, error) {
	engine, err := repo.Open(ctx, "sqlite:///:memory:", append(opts, repo.WithBackend(sqlxbackend.Backend{}))...)
	if err != nil {
		return nil, err
	}
	if err := schema.CreateAll(ctx, engine, articles); err != nil {
		return nil, err
	}
	hidden := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	return engine, engine.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Article{Tenant: "acorn", Title: "nuts"}, &Article{Tenant: "acorn", Title: "old news", DeletedAt: &hidden}, &Article{Tenant: "pine", Title: "cones"})
	})
}

type tenant struct{}

// Every query of articles is about the tenant in its context; without one it is an error.
func ExampleWithFilter_tenant() {
	ctx := context.Background()
	engine, err := openArticles(ctx, repo.WithFilter(articles, func(ctx context.Context) (builder.Sqlizer, error) {
		name, ok := ctx.Value(tenant{}).(string)
		if !ok {
			return nil, errors.New("no tenant in the context")
		}
		return builder.Col(&articles.Tenant).Eq(name), nil
	}))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	all := builder.Select(articles)
	n, err := repo.Count(context.WithValue(ctx, tenant{}, "pine"), engine, all)
	fmt.Println(n, err)
	_, err = repo.Count(ctx, engine, all)
	fmt.Println(err)
	n, err = repo.Count(ctx, engine, all.Unfiltered())
	fmt.Println(n, err)
	// Output:
	// 1 <nil>
	// repo: count: filter of Article: no tenant in the context
	// 3 <nil>
}

// Articles are hidden, not deleted, and hidden ones are not seen.
func ExampleWithFilter_softDelete() {
	ctx := context.Background()
	deleted := builder.NullCol(&articles.DeletedAt)
	engine, err := openArticles(ctx, repo.WithFilter(articles, func(context.Context) (builder.Sqlizer, error) {
		return deleted.IsNull(), nil
	}))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session()
	defer s.Close()
	for _, q := range []builder.SelectStmt[*Article]{builder.Select(articles), builder.Select(articles).Unfiltered()} {
		n, err := repo.Count(ctx, s, q)
		fmt.Println(n, err)
	}
	hide := builder.Update(articles).Set(deleted.To(time.Now())).Where(builder.Col(&articles.Title).Eq("cones"))
	if _, err := s.Exec(ctx, hide); err != nil {
		log.Fatal(err)
	}
	titles, err := repo.Scalars[string](ctx, s, builder.SelectColumns(builder.Col(&articles.Title)))
	fmt.Println(titles, err)
	purged, err := s.Exec(ctx, builder.Delete(articles).Where(deleted.IsNotNull()).Unfiltered())
	fmt.Println(purged.RowsAffected, err)
	// Output:
	// 2 <nil>
	// 3 <nil>
	// [nuts] <nil>
	// 2 <nil>
}

func ExampleCollection() {
	ctx := context.Background()
	engine, err := openCrews(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session()
	defer s.Close()
	crew, err := repo.Get[Crew](ctx, s, 1)
	if err != nil {
		log.Fatal(err)
	}
	list, err := repo.Collection(s, crew, &crew.Sailors) // nothing is read
	if err != nil {
		log.Fatal(err)
	}
	bob, err := repo.One(ctx, s, list.Query().Where(builder.Col(&sailors.Name).Eq("bob")))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(list.Add(&Sailor{Name: "fay"}), list.Remove(ctx, bob))
	n, err := repo.Count(ctx, s, list.Query())
	fmt.Println(n, err)
	fmt.Println("ashore:", bob.CrewID == nil)
	// Output:
	// <nil> <nil>
	// 3 <nil>
	// ashore: true
}

func ExampleUnfiltered() {
	ctx := context.Background()
	engine, err := openArticles(ctx, repo.WithFilter(articles, func(context.Context) (builder.Sqlizer, error) {
		return builder.NullCol(&articles.DeletedAt).IsNull(), nil
	}))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	_, err = repo.Get[Article](ctx, engine, 2)
	fmt.Println(err)
	hidden, err := repo.Get[Article](ctx, engine, 2, repo.Unfiltered())
	fmt.Println(hidden.Title, err)
	// Output:
	// repo: get Article: not found: no row has the key 2
	// old news <nil>
}
