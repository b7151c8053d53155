package conformance

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// pit is a quarry as it is to be.
type pit struct {
	code   string
	entity *Quarry
}

// worker is a gang as it is to be.
type worker struct {
	of       *pit
	no, size int64
	lead     *worker
	entity   *Gang
	busy     bool // the flush gives it another key already
	led      bool // the flush says who leads it already
}

// bang is a blast as it is to be.
type bang struct {
	gang, watch *worker
	entity      *Blast
	busy        bool
}

// shift edits a graph of tenants, and keeps book of what must come of it.
type shift struct {
	t       *testing.T
	db      *database
	s       *repo.Session
	random  *rand.Rand
	pits    []*pit
	workers []*worker
	bangs   []*bang
	names   int
	named   bool // a field names something in this flush
	taken   bool // a new quarry has the key that another one gives up
	moved   bool // the flush moves a gang to another quarry
	atOnce  bool // the database checks each statement
	log     []string
}

// SharedKeysAgree: foreign keys that share a tenant's column, with one another and with the row's own key, lead where the pointers, lists and
// fields say, whichever of them change in one flush: another key of the tenant, another tenant, a sibling that is new, moves or gets another
// number. Rows, references and memory agree afterwards.
func SharedKeysAgree(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, quarrying())
	walkShifts(t, db, 160, false)
}

// SharedKeysAgreeAtOnce: the same where the database checks each statement.
func SharedKeysAgreeAtOnce(t *testing.T, b Backend) {
	db := b.open(t)
	for _, sql := range b.ddl(quarrying()) {
		db.exec(t, strings.ReplaceAll(sql, " DEFERRABLE INITIALLY DEFERRED", ""))
	}
	walkShifts(t, db, 160, true)
}

func walkShifts(t *testing.T, db *database, seeds uint64, atOnce bool) {
	for seed := range seeds {
		if !t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := &shift{t: t, db: db, atOnce: atOnce, random: rand.New(rand.NewPCG(seed, 0))}
			w.store()
			w.read(w.random.IntN(5))
			for range 2 {
				w.edit()
			}
			w.finish()
		}) {
			return
		}
	}
}

// store puts in two quarries with gangs and blasts.
func (w *shift) store() {
	w.db.exec(w.t, "DELETE FROM blasts")
	w.db.exec(w.t, "UPDATE gangs SET lead_no = NULL")
	w.db.exec(w.t, "DELETE FROM gangs")
	w.db.exec(w.t, "DELETE FROM quarries")
	w.s = w.db.session(w.t)
	for range 2 {
		q := &pit{code: w.name()}
		q.entity = &Quarry{Code: q.code}
		w.pits = append(w.pits, q)
		must(w.t, w.s.Add(q.entity))
	}
	for i, no := range w.random.Perm(6) {
		x := &worker{of: w.pits[min(i/4, 1)], no: int64(no)*10 + 10}
		x.entity = &Gang{No: x.no, Quarry: x.of.entity}
		if x.lead = w.mate(x); x.lead != nil {
			x.entity.Lead = x.lead.entity
		}
		w.workers = append(w.workers, x)
		must(w.t, w.s.Add(x.entity))
	}
	for range 2 {
		n := &bang{gang: w.any()}
		n.watch = w.mate(n.gang)
		n.entity = &Blast{Gang: n.gang.entity}
		if n.watch != nil {
			n.entity.Watch = n.watch.entity
		}
		w.bangs = append(w.bangs, n)
		must(w.t, w.s.Add(n.entity))
	}
	must(w.t, w.s.Commit(w.t.Context()))
	w.compare("stored")
}

func (w *shift) name() string {
	w.names++
	return fmt.Sprint("q", w.names)
}

func (w *shift) note(format string, args ...any) { w.log = append(w.log, fmt.Sprintf(format, args...)) }

func (w *shift) any() *worker { return w.workers[w.random.IntN(len(w.workers))] }

// half is one of two.
func (w *shift) half() bool { return w.random.IntN(2) == 0 }

// mate returns one of the gangs of x's quarry that x does not lead, or nil.
func (w *shift) mate(x *worker) *worker {
	var list []*worker
	for _, y := range w.workers {
		if y.of == x.of && y != x && !leadsTo(x, y) {
			list = append(list, y)
		}
	}
	if at := w.random.IntN(len(list) + 1); at < len(list) {
		return list[at]
	}
	return nil
}

// leadsTo reports whether x leads y, directly or not.
func leadsTo(x, y *worker) bool {
	for lead := y.lead; lead != nil; lead = lead.lead {
		if lead == x {
			return true
		}
	}
	return false
}

// read has a session have everything, with or without what it leads to.
func (w *shift) read(how int) {
	w.note("read %d", how)
	if how > 0 {
		ctx := w.t.Context()
		w.s = w.db.session(w.t)
		list := value(repo.All(ctx, w.s, builder.Select(gangs)))(w.t)
		if how > 1 {
			must(w.t, repo.Load(ctx, w.s, list, &gangs.Quarry, &gangs.Lead))
		}
		if how > 2 {
			must(w.t, repo.Load(ctx, w.s, list, &gangs.Led, &gangs.Blasts))
		}
		for _, q := range w.pits {
			q.entity = value(repo.Get[Quarry](ctx, w.s, q.code))(w.t)
			if how > 2 {
				must(w.t, repo.Load(ctx, w.s, []*Quarry{q.entity}, &quarries.Gangs))
			}
		}
		for _, x := range w.workers {
			x.entity = value(repo.Get[Gang](ctx, w.s, x.of.code, x.no))(w.t)
		}
		for _, n := range w.bangs {
			n.entity = value(repo.Get[Blast](ctx, w.s, n.entity.ID))(w.t)
		}
		if how > 1 {
			for _, n := range w.bangs {
				must(w.t, repo.Load(ctx, w.s, []*Blast{n.entity}, &blasts.Gang, &blasts.Watch))
			}
		}
	}
	if how == 4 {
		w.s.ExpireAll()
	}
}

// edit makes some edits, and writes them together.
func (w *shift) edit() {
	w.moved, w.named, w.taken = false, false, false
	for _, x := range w.workers {
		x.busy, x.led = false, false
	}
	for _, n := range w.bangs {
		n.busy = false
	}
	edits := []func(){w.rename, w.move, w.move, w.lead, w.lead, w.add, w.add, w.number, w.watch, w.size}
	for range 1 + w.random.IntN(4) {
		edits[w.random.IntN(len(edits))]()
	}
	if err := w.s.Commit(w.t.Context()); err != nil {
		w.t.Fatalf("%s: %v", strings.Join(w.log, "; "), err)
	}
	w.compare("edited")
}

// compare judges rows, and memory by them.
func (w *shift) compare(when string) {
	w.t.Helper()
	var want []string
	for _, x := range w.workers {
		want = append(want, fmt.Sprintf("%s/%d/%d/%s", x.of.code, x.no, x.size, numberOf(x.lead)))
	}
	w.same(when+", gangs", listed(w.t, w.db, "SELECT quarry_code || '/' || no || '/' || size || '/' || coalesce(CAST(lead_no AS text), '-') FROM gangs"), want)
	want = nil
	for _, n := range w.bangs {
		code := "-"
		if n.entity.QuarryCode != nil && (n.gang != nil || n.watch != nil) {
			code = w.tenantOf(n)
		}
		want = append(want, fmt.Sprintf("%d/%s/%s/%s", n.entity.ID, code, numberOf(n.gang), numberOf(n.watch)))
	}
	w.same(when+", blasts", listed(w.t, w.db, "SELECT id || '/' || CASE WHEN gang_no IS NULL AND watch_no IS NULL THEN '-' ELSE quarry_code END || '/' || "+
		"coalesce(CAST(gang_no AS text), '-') || '/' || coalesce(CAST(watch_no AS text), '-') FROM blasts"), want)
}

func (w *shift) tenantOf(n *bang) string {
	if n.gang != nil {
		return n.gang.of.code
	}
	return n.watch.of.code
}

func numberOf(x *worker) string {
	if x == nil {
		return "-"
	}
	return fmt.Sprint(x.no)
}

// same compares two lists in any order.
func (w *shift) same(what, got string, want []string) {
	w.t.Helper()
	list := strings.Split(got, ", ")
	slices.Sort(list)
	slices.Sort(want)
	if !slices.Equal(list, want) {
		w.t.Fatalf("%s: %s:\ngot  %v\nwant %v", strings.Join(w.log, "; "), what, list, want)
	}
}
