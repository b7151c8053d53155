package conformance

import (
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// way draws how something is said: by a list, a pointer, or a field.
func way(rt *rapid.T, ways ...string) string { return rapid.SampledFrom(ways).Draw(rt, "way") }

func without[E comparable](list []E, e E) []E {
	return slices.DeleteFunc(slices.Clone(list), func(other E) bool { return other == e })
}

func (p *player) addAuthor(rt *rapid.T) {
	a := &Author{Name: p.name("a")}
	p.now.authors[a.Name], p.writers[a.Name] = "", a
	for range rapid.IntRange(0, 3).Draw(rt, "books") {
		b := &Book{Title: p.name("b")}
		a.Books = append(a.Books, b)
		p.now.books[b.Title], p.works[b.Title] = a.Name, b
		p.unflushed[b.Title] = true
	}
	p.unflushed[a.Name] = true
	p.must(p.s.Add(a))
}

func (p *player) addBook(rt *rapid.T) {
	a := p.writers[pick(rt, p.now.authors)]
	b := &Book{Title: p.name("b")}
	switch w := way(rt, "list", "pointer", "field"); {
	case w == "list":
		a.Books = append(a.Books, b)
	case w == "field" && a.ID != 0:
		b.AuthorID = a.ID
		p.must(p.s.Add(b))
	default:
		b.Author = a
		p.must(p.s.Add(b))
	}
	p.now.books[b.Title], p.works[b.Title] = a.Name, b
	p.unflushed[b.Title] = true
}

func (p *player) moveBook(rt *rapid.T) {
	b := p.works[pick(rt, p.now.books)]
	a := p.writers[pick(rt, p.now.authors)]
	old := p.writers[p.now.books[b.Title]]
	if a == old {
		rt.Skip()
	}
	p.edit(rt, b.Title)
	switch w := way(rt, "list", "pointer", "field"); {
	case w == "list":
		old.Books, a.Books = without(old.Books, b), append(a.Books, b)
	case w == "field" && a.ID != 0:
		b.AuthorID = a.ID
	default:
		b.Author = a
	}
	p.now.books[b.Title] = a.Name
}

// dropBook takes a book out of its author's list, which deletes it.
func (p *player) dropBook(rt *rapid.T) {
	b := p.works[pick(rt, p.now.books)]
	p.loose(rt, b.Title)
	a := p.writers[p.now.books[b.Title]]
	a.Books = without(a.Books, b)
	p.now.dropBook(b.Title)
}

// loose ends the action when the book or one of its tags was edited since the last flush.
func (p *player) loose(rt *rapid.T, title string) {
	for edited := range p.unflushed {
		if strings.HasPrefix(edited, title) {
			rt.Skip()
		}
	}
	p.edit(rt, title)
}

func (p *player) deleteBook(rt *rapid.T) {
	b := p.works[pick(rt, p.now.books)]
	p.loose(rt, b.Title)
	p.must(p.s.Delete(b))
	p.now.dropBook(b.Title)
}

// deleteAuthor deletes an author with the books; those that were given away since the last flush stay.
func (p *player) deleteAuthor(rt *rapid.T) {
	a := p.writers[pick(rt, p.now.authors)]
	var titles []string
	for title, author := range p.now.books {
		if author == a.Name {
			titles = append(titles, title)
		}
	}
	for edited := range p.unflushed {
		if edited == a.Name || slices.ContainsFunc(titles, func(title string) bool { return strings.HasPrefix(edited, title) }) {
			rt.Skip()
		}
	}
	p.must(p.s.Delete(a))
	p.unflushed[a.Name] = true
	for _, title := range titles {
		p.unflushed[title] = true
		p.now.dropBook(title)
	}
	delete(p.now.authors, a.Name)
}

func (p *player) renameAuthor(rt *rapid.T) {
	old := pick(rt, p.now.authors)
	a, name := p.writers[old], p.name("a")
	a.Name = name
	if p.unflushed[old] {
		p.unflushed[name] = true
	}
	delete(p.now.authors, old)
	delete(p.writers, old)
	p.now.authors[name], p.writers[name] = "", a
	for title, author := range p.now.books {
		if author == old {
			p.now.books[title] = name
		}
	}
}

func (p *player) addGenre(*rapid.T) {
	g := &Genre{Name: p.name("g")}
	p.now.genres[g.Name], p.kinds[g.Name] = "", g
	p.unflushed[g.Name] = true
	p.must(p.s.Add(g))
}

func (p *player) tag(rt *rapid.T) {
	b, g := p.works[pick(rt, p.now.books)], p.kinds[pick(rt, p.now.genres)]
	key := [2]string{b.Title, g.Name}
	if _, has := p.now.tags[key]; has {
		rt.Skip()
	}
	p.edit(rt, b.Title+g.Name)
	if way(rt, "book", "genre") == "book" {
		b.Genres = append(b.Genres, g)
	} else {
		g.Books = append(g.Books, b)
	}
	p.now.tags[key] = ""
}

func (p *player) untag(rt *rapid.T) {
	if len(p.now.tags) == 0 {
		rt.Skip()
	}
	title, genre, _ := strings.Cut(rapid.SampledFrom(slices.Sorted(slices.Values(p.now.tagged()))).Draw(rt, "tag"), " ")
	b, g := p.works[title], p.kinds[genre]
	p.edit(rt, title+genre)
	if way(rt, "book", "genre") == "book" {
		b.Genres = without(b.Genres, g)
	} else {
		g.Books = without(g.Books, b)
	}
	delete(p.now.tags, [2]string{title, genre})
}

func (p *player) deleteGenre(rt *rapid.T) {
	g := p.kinds[pick(rt, p.now.genres)]
	for edited := range p.unflushed {
		if strings.HasSuffix(edited, g.Name) {
			rt.Skip()
		}
	}
	p.must(p.s.Delete(g))
	p.unflushed[g.Name] = true
	for tag := range p.now.tags {
		if tag[1] == g.Name {
			p.unflushed[tag[0]+tag[1]] = true
			delete(p.now.tags, tag)
		}
	}
	delete(p.now.genres, g.Name)
}

func (p *player) addFolder(rt *rapid.T) {
	f := &Folder{Name: p.name("f")}
	parent := ""
	if len(p.now.folders) > 0 && rapid.Bool().Draw(rt, "inside") {
		parent = pick(rt, p.now.folders)
		if way(rt, "list", "pointer") == "list" {
			p.places[parent].Children = append(p.places[parent].Children, f)
		} else {
			f.Parent = p.places[parent]
		}
	}
	p.now.folders[f.Name], p.places[f.Name] = parent, f
	p.unflushed[f.Name] = true
	p.must(p.s.Add(f))
}

func (p *player) moveFolder(rt *rapid.T) {
	name, to := pick(rt, p.now.folders), pick(rt, p.now.folders)
	f, target, old := p.places[name], p.places[to], p.places[p.now.folders[name]]
	if p.now.below(to, name) || target == old {
		rt.Skip()
	}
	p.edit(rt, name)
	switch w := way(rt, "list", "pointer", "field"); {
	case w == "list":
		if target.Children = append(target.Children, f); old != nil {
			old.Children = without(old.Children, f)
		}
	case w == "field" && !p.unflushed[to]:
		f.ParentID = &target.ID
	default:
		f.Parent = target
	}
	p.now.folders[name] = to
}

// deleteFolder deletes a folder with what is below it; what was moved out since the last flush stays.
func (p *player) deleteFolder(rt *rapid.T) {
	top := pick(rt, p.now.folders)
	var gone []string
	for name := range p.now.folders {
		if p.now.below(name, top) {
			gone = append(gone, name)
		}
	}
	if slices.ContainsFunc(gone, func(name string) bool { return p.unflushed[name] }) {
		rt.Skip()
	}
	p.must(p.s.Delete(p.places[top]))
	for _, name := range gone {
		p.unflushed[name] = true
		delete(p.now.folders, name)
	}
}
