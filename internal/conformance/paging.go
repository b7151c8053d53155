package conformance

import (
	"errors"
	"slices"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// PagesWalkACursor: every row once, tracked a page at a time, whatever the loop does to the rows meanwhile.
func PagesWalkACursor(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "a", "b", "c", "d", "e")
	s := db.session(t)
	source := builder.Col(&heroes.AppSrc)
	var sizes []int
	var names []string
	for page, err := range repo.Pages(t.Context(), s, inOrder.Where(source.Eq("seed")), 2) {
		must(t, err)
		sizes = append(sizes, len(page))
		for _, hero := range page {
			names = append(names, hero.Name)
			hero.AppSrc = "done"
		}
		must(t, s.Flush(t.Context()))
		expect(t, "the session is free", value(repo.Count(t.Context(), s, inOrder.Where(source.Eq("done"))))(t), int64(len(names)))
	}
	expect(t, "pages: sizes", sizes, []int{2, 2, 1})
	expect(t, "pages: names", names, []string{"a", "b", "c", "d", "e"})
	must(t, s.Commit(t.Context()))
	expect(t, "written", db.stored(t, "SELECT count(*) FROM heroes WHERE app_src = 'done'"), int64(5))
	pagesNest(t, s)
	pagesEnd(t, db)
}

func pagesNest(t *testing.T, s *repo.Session) {
	t.Helper()
	var seen []int
	all := repo.Pages(t.Context(), s, inOrder.Limit(4), 2)
	for range 2 {
		for outer, err := range all {
			must(t, err)
			for inner, err := range all {
				must(t, err)
				seen = append(seen, slices.Index(inner, outer[0]))
				break
			}
		}
	}
	expect(t, "one row is one pointer, and no page is empty", seen, []int{0, -1, 0, -1})
	must(t, s.Rollback(t.Context()))
}

func pagesEnd(t *testing.T, db *database) {
	t.Helper()
	s := db.session(t)
	var errs []error
	for _, err := range repo.Pages(t.Context(), s, inOrder, 2) {
		if errs = append(errs, err); err == nil {
			must(t, s.Commit(t.Context()))
		}
	}
	expect(t, "a page and an error", len(errs), 2)
	refused(t, errs[1], repo.ErrTxDone)
	for _, err := range repo.Pages(t.Context(), s, inOrder, 0) {
		refused(t, err, repo.ErrInvalidRequest)
	}
	for _, err := range repo.Pages(t.Context(), s, builder.Delete(toys).AllRows().Returning(), 1) {
		refused(t, err, repo.ErrInvalidRequest)
	}
	for range repo.Pages(t.Context(), s, inOrder.Where(name.Eq("nobody")), 1) {
		t.Error("no rows, no pages")
	}
	must(t, s.Rollback(t.Context()))
	stop := errors.New("stop")
	err := db.Begin(t.Context(), func(s *repo.Session) error {
		for range repo.Pages(t.Context(), s, inOrder, 1) {
			return stop
		}
		return nil
	})
	refused(t, err, stop)
	db.idle(t)
}
