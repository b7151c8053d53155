package conformance

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/drey-db/drey/repo"
)

// trail is what a hook was told of flushes: a line a change.
type trail struct{ lines []string }

func (tr *trail) hook() repo.SessionOption {
	return repo.WithHooks(repo.Hooks{AfterFlush: func(_ context.Context, s *repo.Session) error {
		for _, c := range s.Flushed() {
			line := fmt.Sprintf("%s %T", c.Operation, c.Entity)
			if c.Target != nil {
				line += fmt.Sprintf(" %s %T", c.Relationship, c.Target)
			}
			for _, column := range c.Columns {
				line += fmt.Sprintf(" %s:%v>%v", column.Column, column.Old, column.New)
			}
			tr.lines = append(tr.lines, line)
		}
		return nil
	}})
}

// take returns the lines since the last take.
func (tr *trail) take() []string {
	lines := tr.lines
	tr.lines = nil
	return lines
}

// FlushesTellWhatTheyWrote: an AfterFlush hook hears of each row, in the order in which it was sent, with keys that the
// database made, old and new values, and association rows.
func FlushesTellWhatTheyWrote(t *testing.T, b Backend) {
	db := b.openGraph(t)
	var reported trail
	s := db.session(t, reported.hook())
	expect(t, "outside of a flush", s.Flushed() == nil, true)
	ann := &Author{Name: "ann", Books: []*Book{{Title: "one", Genres: []*Genre{{Name: "g"}}}}}
	genre := ann.Books[0].Genres[0]
	must(t, s.Add(ann))
	must(t, s.Commit(t.Context()))
	book := ann.Books[0]
	expect(t, "inserts", reported.take(), []string{
		fmt.Sprintf("insert *conformance.Author id:<nil>>%d name:<nil>>ann", ann.ID),
		fmt.Sprintf("insert *conformance.Genre id:<nil>>%v name:<nil>>g", genre.ID),
		fmt.Sprintf("insert *conformance.Book id:<nil>>%d title:<nil>>one author_id:<nil>>%d", book.ID, ann.ID),
		"link *conformance.Book Book.Genres *conformance.Genre",
	})

	book.Title, book.Genres = "two", nil
	must(t, s.Commit(t.Context()))
	expect(t, "an update", reported.take(), []string{"update *conformance.Book title:one>two", "unlink *conformance.Book Book.Genres *conformance.Genre"})

	book.Title = "never"
	must(t, s.Flush(t.Context()))
	must(t, s.Rollback(t.Context()))
	reported.take()
	must(t, s.Delete(ann))
	must(t, s.Commit(t.Context()))
	expect(t, "deletes, children first", reported.take(), []string{
		fmt.Sprintf("delete *conformance.Book id:%d><nil> title:two><nil> author_id:%d><nil>", book.ID, ann.ID),
		fmt.Sprintf("delete *conformance.Author id:%d><nil> name:ann><nil>", ann.ID),
	})
	must(t, s.Commit(t.Context()))
	expect(t, "nothing to tell", reported.take(), []string(nil))
}

// FlushesTellWhatTheDatabaseMade: versions, defaults and values worked out are in the new values, secrets are not.
func FlushesTellWhatTheDatabaseMade(t *testing.T, b Backend) {
	db := b.open(t)
	var reported trail
	s := db.session(t, reported.hook())
	team, thing := &Team{Code: "a", Year: 1, Name: "old"}, &Thing{Pin: hidden}
	must(t, s.Add(team, thing))
	must(t, s.Commit(t.Context()))
	lines := reported.take()
	expect(t, "a version and a secret: number of lines", len(lines), 2)
	expect(t, "a version and a secret: contains(lines, \"rev:<nil>>1\")", contains(lines, "rev:<nil>>1"), true)
	expect(t, "a version and a secret: contains(lines, \"pin:<nil>>***\")", contains(lines, "pin:<nil>>***"), true)
	expect(t, "a version and a secret: contains(lines, hidden)", contains(lines, hidden), false)
	team.Name, thing.Pin = "new", "hunter3"
	must(t, s.Commit(t.Context()))
	lines = reported.take()
	expect(t, "a version that goes on", contains(lines, "update *conformance.Team rev:1>2 name:old>new"), true)
	expect(t, "a secret that changed", contains(lines, "update *conformance.Thing pin:***>***"), true)
}

// contains reports whether a line holds text.
func contains(lines []string, text string) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, text) })
}
