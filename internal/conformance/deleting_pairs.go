package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// pairsGone is a flush that takes rows out of an association table by way of the book zoo, of the genre fun, or of both.
type pairsGone struct {
	bookKnown, genreKnown     bool // whose list is loaded
	bookCut, genreCut         bool // a loaded list loses the other one before
	bookDeleted, genreDeleted bool
	genreFirst                bool // of what is read and deleted
}

// AssociationsGoWithBothEnds: what one end takes out of an association table row by row is not missed although the other end, whose
// list nobody has read, takes out all that it has.
func AssociationsGoWithBothEnds(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	for bits := range 1 << 7 {
		bit := func(n int) bool { return bits>>n&1 == 1 }
		g := pairsGone{bit(0), bit(1), bit(2), bit(3), bit(4), bit(5), bit(6)}
		if g.bookCut && !g.bookKnown || g.genreCut && !g.genreKnown || !(g.bookDeleted || g.genreDeleted || g.bookCut || g.genreCut) {
			continue
		}
		t.Run(fmt.Sprintf("%+v", g), func(t *testing.T) { g.try(t, db) })
	}
}

func (g pairsGone) try(t *testing.T, db *database) {
	ctx, s := t.Context(), db.session(t)
	var zoo *Book
	var fun *Genre
	for _, genre := range []bool{g.genreFirst, !g.genreFirst} {
		if genre {
			fun = value(repo.One(ctx, s, builder.Select(genres).Where(builder.Col(&genres.Name).Eq("fun"))))(t)
		} else {
			zoo = value(repo.One(ctx, s, allBooks.Where(builder.Col(&books.Title).Eq("zoo"))))(t)
		}
	}
	if g.bookKnown {
		must(t, repo.Load(ctx, s, []*Book{zoo}, &books.Genres))
	}
	if g.genreKnown {
		must(t, repo.Load(ctx, s, []*Genre{fun}, &genres.Books))
	}
	if g.bookCut {
		zoo.Genres = slices.DeleteFunc(zoo.Genres, func(other *Genre) bool { return other == fun })
	}
	if g.genreCut {
		fun.Books = slices.DeleteFunc(fun.Books, func(other *Book) bool { return other == zoo })
	}
	for _, genre := range []bool{g.genreFirst, !g.genreFirst} {
		switch {
		case genre && g.genreDeleted:
			must(t, s.Delete(fun))
		case !genre && g.bookDeleted:
			must(t, s.Delete(zoo))
		}
	}
	must(t, s.Flush(ctx))
	left := []string{}
	for _, pair := range []string{"air/fun", "zoo/art", "zoo/fun"} {
		if !(g.bookDeleted && pair[:3] == "zoo" || g.genreDeleted && pair[4:] == "fun" || pair == "zoo/fun") {
			left = append(left, pair)
		}
	}
	stored := value(repo.Scalars[string](ctx, s, builder.Text(tagged)))(t)
	expect(t, "left", strings.Join(stored, ", "), strings.Join(left, ", "))
	must(t, s.Rollback(ctx))
}
