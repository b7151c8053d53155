package conformance

import (
	"fmt"
	"testing"
	"time"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	_ "modernc.org/sqlite"
)

func lite() Backend {
	return Backend{Name: "s", Backend: sqlxbackend.Backend{}, URL: func(testing.TB) string { return "sqlite:///:memory:" }, Dialect: builder.SQLite()}
}

func TestScratchBig(t *testing.T) {
	db := lite().openGraph(t)
	for _, n := range []int{1000, 10000} {
		s := db.session(t)
		c := &Club{Name: "big"}
		for i := range n {
			c.Players = append(c.Players, &Player{Name: fmt.Sprint(i)})
		}
		t0 := time.Now()
		must(t, s.Add(c))
		t1 := time.Now()
		must(t, s.Flush(t.Context()))
		t2 := time.Now()
		c.Players = c.Players[:n/2]
		must(t, s.Flush(t.Context()))
		t3 := time.Now()
		must(t, s.Flush(t.Context()))
		t4 := time.Now()
		must(t, s.Delete(c))
		must(t, s.Flush(t.Context()))
		t5 := time.Now()
		fmt.Println("o2m", n, "add", t1.Sub(t0), "flush", t2.Sub(t1), "halve", t3.Sub(t2), "nothing", t4.Sub(t3), "delete", t5.Sub(t4))
		must(t, s.Rollback(t.Context()))
		a := &Author{Name: fmt.Sprint("m", n)}
		b := &Book{Title: fmt.Sprint("m", n), Author: a}
		for i := range n {
			b.Genres = append(b.Genres, &Genre{Name: fmt.Sprint(n, "-", i)})
		}
		t0 = time.Now()
		must(t, s.Add(b))
		must(t, s.Flush(t.Context()))
		t1 = time.Now()
		must(t, s.Rollback(t.Context()))
		fmt.Println("m2m", n, t1.Sub(t0), time.Since(t1))
		for i := range n / 10 {
			must(t, s.Add(&Club{Name: fmt.Sprint(i), Players: []*Player{{Name: "x"}, {Name: "y"}}}))
		}
		must(t, s.Commit(t.Context()))
		s2 := db.session(t)
		list := value(repo.All(t.Context(), s2, builder.Select(clubs)))(t)
		value(repo.All(t.Context(), s2, builder.Select(players)))(t)
		t0 = time.Now()
		for _, c := range list {
			must(t, s2.Delete(c))
		}
		must(t, s2.Commit(t.Context()))
		fmt.Println("delete unloaded", len(list), time.Since(t0))
	}
}
