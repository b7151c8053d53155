package conformance

import (
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// world is what the database must hold: names that lead to names.
type world struct {
	authors map[string]string    // to nothing
	books   map[string]string    // to the author
	genres  map[string]string    // to nothing
	tags    map[[2]string]string // book and genre, to nothing
	folders map[string]string    // to the parent, "" at the top
}

func newWorld() world {
	return world{map[string]string{}, map[string]string{}, map[string]string{}, map[[2]string]string{}, map[string]string{}}
}

func (w world) clone() world {
	return world{maps.Clone(w.authors), maps.Clone(w.books), maps.Clone(w.genres), maps.Clone(w.tags), maps.Clone(w.folders)}
}

// dropBook forgets a book with its tags.
func (w world) dropBook(title string) {
	delete(w.books, title)
	maps.DeleteFunc(w.tags, func(tag [2]string, _ string) bool { return tag[0] == title })
}

// below reports whether a folder is another one, or somewhere below it.
func (w world) below(name, top string) bool {
	for ; name != ""; name = w.folders[name] {
		if name == top {
			return true
		}
	}
	return false
}

// cast is the entities, by their names in the world.
type cast struct {
	writers map[string]*Author
	works   map[string]*Book
	kinds   map[string]*Genre
	places  map[string]*Folder
}

func newCast() cast {
	return cast{map[string]*Author{}, map[string]*Book{}, map[string]*Genre{}, map[string]*Folder{}}
}

func (c cast) clone() cast {
	return cast{maps.Clone(c.writers), maps.Clone(c.works), maps.Clone(c.kinds), maps.Clone(c.places)}
}

func (c cast) take(writers []*Author, kinds []*Genre, places []*Folder) {
	for _, a := range writers {
		c.writers[a.Name] = a
		for _, b := range a.Books {
			c.works[b.Title] = b
		}
	}
	for _, g := range kinds {
		c.kinds[g.Name] = g
	}
	for _, f := range places {
		c.places[f.Name] = f
	}
}

// pick draws a name.
func pick(rt *rapid.T, names map[string]string) string {
	if len(names) == 0 {
		rt.Skip()
	}
	return rapid.SampledFrom(slices.Sorted(maps.Keys(names))).Draw(rt, "name")
}

// check compares the database and the entities with the world.
func (p *player) check() {
	p.stored("books", "SELECT b.title || ' ' || a.name FROM books b JOIN authors a ON a.id = b.author_id", pairsOf(p.now.books))
	p.stored("authors", "SELECT name || ' ' FROM authors", pairsOf(p.now.authors))
	p.stored("genres", "SELECT name || ' ' FROM genres", pairsOf(p.now.genres))
	p.stored("tags", "SELECT b.title || ' ' || g.name FROM book_genres bg JOIN books b ON b.id = bg.book_id JOIN genres g ON g.id = bg.genre_id", p.now.tagged())
	p.stored("folders", "SELECT f.name || ' ' || coalesce(p.name, '') FROM folders f LEFT JOIN folders p ON p.id = f.parent_id", pairsOf(p.now.folders))
	p.checkMemory()
}

func (w world) tagged() (list []string) {
	for tag := range w.tags {
		list = append(list, tag[0]+" "+tag[1])
	}
	return list
}

func pairsOf(m map[string]string) (list []string) {
	for k, v := range m {
		list = append(list, k+" "+v)
	}
	return list
}

func (p *player) stored(what, sql string, want []string) {
	got, err := repo.Scalars[string](p.t.Context(), p.s, builder.Text(sql))
	p.must(err)
	p.same("stored "+what, got, want)
}

func (p *player) same(what string, got, want []string) {
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		p.rt.Fatalf("%s:\ngot  %q\nwant %q", what, got, want)
	}
}

// checkMemory compares both ends of every relationship with the world.
func (p *player) checkMemory() {
	var held, owned, tagged, labelled, under, above []string
	for name := range p.now.authors {
		for _, b := range p.writers[name].Books {
			held = append(held, b.Title+" "+p.writers[name].Name)
		}
	}
	for title := range p.now.books {
		b := p.works[title]
		if b.Author == nil || b.AuthorID != b.Author.ID {
			p.rt.Fatalf("book %s: author %d, pointer %v", title, b.AuthorID, b.Author)
		}
		owned = append(owned, title+" "+b.Author.Name)
		for _, g := range b.Genres {
			tagged = append(tagged, title+" "+g.Name)
		}
	}
	for name := range p.now.genres {
		for _, b := range p.kinds[name].Books {
			labelled = append(labelled, b.Title+" "+name)
		}
	}
	for name := range p.now.folders {
		f := p.places[name]
		for _, c := range f.Children {
			under = append(under, c.Name+" "+name)
		}
		parent := ""
		if f.Parent != nil {
			parent = f.Parent.Name
		}
		above = append(above, fmt.Sprint(name, " ", parent))
	}
	p.same("books of authors", held, pairsOf(p.now.books))
	p.same("authors of books", owned, pairsOf(p.now.books))
	p.same("genres of books", tagged, p.now.tagged())
	p.same("books of genres", labelled, p.now.tagged())
	p.same("parents of folders", above, pairsOf(p.now.folders))
	p.same("children of folders", under, slices.DeleteFunc(pairsOf(p.now.folders), func(s string) bool { return s[len(s)-1] == ' ' }))
}
