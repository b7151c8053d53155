package conformance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/repo"
)

// rename gives a quarry another key. Another one may take the old key, with a gang of a number that is there.
func (w *shift) rename() {
	q := w.pits[w.random.IntN(len(w.pits))]
	if q.entity.Code != q.code {
		return
	}
	old := q.code
	q.code = w.name()
	q.entity.Code = q.code
	w.note("%s becomes %s", old, q.code)
	if w.random.IntN(3) > 0 || w.moved || w.named {
		return // whoever names the old key would be the other one's
	}
	w.taken = true
	fresh := &pit{code: old, entity: &Quarry{Code: old}}
	x := &worker{of: fresh, no: w.any().no}
	x.entity = &Gang{No: x.no}
	x.busy, x.led = true, true
	fresh.entity.Gangs = []*Gang{x.entity}
	must(w.t, w.s.Add(fresh.entity))
	w.pits, w.workers = append(w.pits, fresh), append(w.workers, x)
	w.note("another takes %s, with %d", old, x.no)
}

// move gives a gang to another quarry: who is led by it, and what it watches, stays, and its own blasts go along.
func (w *shift) move() {
	x, to := w.any(), w.pits[w.random.IntN(len(w.pits))]
	if x.busy || x.led || x.of == to || w.moved || w.taken || w.occupied(to, x.no) || w.atOnce && w.shared(x) {
		return
	}
	for _, y := range w.workers {
		if y.lead == x && y.led {
			return
		}
	}
	w.moved, x.busy = true, true
	w.note("%s/%d moves to %s", x.of.code, x.no, to.code)
	for _, y := range w.workers {
		if y.lead == x {
			w.setLead(y, nil)
		}
	}
	x.of = to
	x.entity.Quarry = to.entity
	w.setLead(x, w.mate(x))
	for _, n := range w.bangs {
		if n.watch != nil && n.watch != n.gang && (n.watch == x || n.gang == x) {
			w.setWatch(n, nil)
		}
		n.busy = true
	}
}

// shared reports whether a blast is x's and another gang's, or may have been: whatever takes it along leaves the other behind, until its own statement.
func (w *shift) shared(x *worker) bool {
	return slices.ContainsFunc(w.bangs, func(n *bang) bool {
		return n.busy || n.gang != nil && n.watch != nil && n.gang != n.watch && (n.gang == x || n.watch == x)
	})
}

// occupied reports whether a quarry has a gang of that number.
func (w *shift) occupied(q *pit, no int64) bool {
	for _, y := range w.workers {
		if y.of == q && y.no == no {
			return true
		}
	}
	return false
}

// lead has a gang led by another one.
func (w *shift) lead() {
	if x := w.any(); !x.led {
		w.setLead(x, w.mate(x))
	}
}

// setLead says who leads x, by the pointer or by the number.
func (w *shift) setLead(x, lead *worker) {
	said := x.led
	x.led, x.lead = true, lead
	switch {
	case lead == nil && (said || x.entity.Lead == nil || !w.s.Loaded(x.entity, &x.entity.Lead)):
		x.entity.Lead, x.entity.LeadNo = nil, nil
	case lead == nil:
		x.entity.Lead = nil
	case w.half() && x.entity.Lead == nil && !said && !w.taken:
		w.named = true
		no := lead.entity.No
		x.entity.LeadNo = &no
		w.note("%s/%d is led by number %d", x.of.code, x.no, lead.no)
		return
	default:
		x.entity.Lead = lead.entity
	}
	w.note("%s/%d is led by %s", x.of.code, x.no, numberOf(lead))
}

// add adds a gang, by its pointer, its quarry's list or its fields, that another one leads, or that leads another one.
func (w *shift) add() {
	w.names++
	x := &worker{of: w.pits[w.random.IntN(len(w.pits))], no: int64(w.names*37%100*10 + 3), busy: true}
	x.entity = &Gang{No: x.no}
	how := w.random.IntN(3)
	switch {
	case how == 0 && w.s.Loaded(x.of.entity, &x.of.entity.Gangs):
		x.of.entity.Gangs = append(x.of.entity.Gangs, x.entity)
	case how == 1 && w.s.State(x.of.entity) == repo.Persistent:
		w.named = true
		x.entity.QuarryCode = x.of.code
	default:
		x.entity.Quarry = x.of.entity
	}
	w.note("%s gets %d (%d)", x.of.code, x.no, how)
	w.setLead(x, w.mate(x))
	w.workers = append(w.workers, x)
	must(w.t, w.s.Add(x.entity))
	if y := w.mate(x); y != nil && !y.led && !leadsTo(y, x) {
		w.setLead(y, x)
	}
}

// number gives a gang another number.
func (w *shift) number() {
	if x := w.any(); !x.busy {
		w.names++
		old := x.no
		x.busy, x.no = true, int64(w.names*37%100*10+7)
		x.entity.No = x.no
		w.note("%s/%d becomes %d", x.of.code, old, x.no)
	}
}

// watch has another gang watch a blast, or none.
func (w *shift) watch() {
	n := w.bangs[w.random.IntN(len(w.bangs))]
	if n.busy || n.gang == nil {
		return
	}
	n.busy = true
	w.setWatch(n, w.mate(n.gang))
}

func (w *shift) setWatch(n *bang, watch *worker) {
	n.watch = watch
	switch {
	case watch == nil && !w.s.Loaded(n.entity, &n.entity.Watch):
		n.entity.Watch, n.entity.WatchNo = nil, nil
	case watch == nil:
		n.entity.Watch = nil
	default:
		n.entity.Watch = watch.entity
	}
	w.note("blast %d is watched by %s", n.entity.ID, numberOf(watch))
}

// size edits what is no key.
func (w *shift) size() {
	x := w.any()
	x.size++
	x.entity.Size = x.size
	w.note("%s/%d has %d", x.of.code, x.no, x.size)
}

// finish compares memory with the rows, writes all of it once more, and deletes one that leads others.
func (w *shift) finish() {
	ctx := w.t.Context()
	for _, x := range w.workers {
		if got := value(repo.Get[Gang](ctx, w.s, x.of.code, x.no))(w.t); got != x.entity {
			w.t.Fatalf("%s: %s/%d is another entity", strings.Join(w.log, "; "), x.of.code, x.no)
		}
	}
	w.compareMemory()
	for _, x := range w.workers {
		x.size += 100
		x.entity.Size = x.size
	}
	must(w.t, w.s.Commit(ctx))
	w.compare("written again")
	gone := w.any()
	for _, n := range w.bangs {
		if n.watch == gone { // no list of its own leads there
			w.setWatch(n, nil)
		}
	}
	w.note("%s/%d goes", gone.of.code, gone.no)
	must(w.t, w.s.Delete(gone.entity))
	var left []*worker
	for _, x := range w.workers {
		if x.lead == gone {
			x.lead = nil
		}
		if x != gone {
			left = append(left, x)
		}
	}
	w.workers = left
	for _, n := range w.bangs {
		if n.gang == gone {
			n.gang = nil
		}
	}
	if err := w.s.Commit(ctx); err != nil {
		w.t.Fatalf("%s: %v", strings.Join(w.log, "; "), err)
	}
	w.compare("one is deleted")
}

// compareMemory compares fields, pointers and lists that are loaded with what is to be.
func (w *shift) compareMemory() {
	w.t.Helper()
	for _, x := range w.workers {
		e, want := x.entity, fmt.Sprint(x.of.code, x.no, x.size, numberOf(x.lead))
		lead := "-"
		if e.LeadNo != nil {
			lead = fmt.Sprint(*e.LeadNo)
		}
		expect(w.t, strings.Join(w.log, "; ")+": in memory", fmt.Sprint(e.QuarryCode, e.No, e.Size, lead), want)
		if w.s.Loaded(e, &e.Lead) {
			expect(w.t, strings.Join(w.log, "; ")+": the pointer of "+want, e.Lead == entityOf(x.lead), true)
		}
		if w.s.Loaded(e, &e.Quarry) {
			expect(w.t, strings.Join(w.log, "; ")+": the quarry of "+want, e.Quarry == x.of.entity, true)
		}
		if w.s.Loaded(e, &e.Led) {
			var led []*Gang
			for _, y := range w.workers {
				if y.lead == x {
					led = append(led, y.entity)
				}
			}
			expect(w.t, strings.Join(w.log, "; ")+": those led by "+want, holdAlike(e.Led, led), true)
		}
	}
	for _, q := range w.pits {
		var list []*Gang
		for _, x := range w.workers {
			if x.of == q {
				list = append(list, x.entity)
			}
		}
		if w.s.Loaded(q.entity, &q.entity.Gangs) {
			expect(w.t, strings.Join(w.log, "; ")+": the gangs of "+q.code, holdAlike(q.entity.Gangs, list), true)
		}
	}
}

func entityOf(x *worker) *Gang {
	if x == nil {
		return nil
	}
	return x.entity
}

// holdAlike reports whether two lists hold the same.
func holdAlike(a, b []*Gang) bool {
	met := map[*Gang]bool{}
	for _, x := range a {
		met[x] = true
	}
	for _, x := range b {
		if !met[x] {
			return false
		}
	}
	return len(a) == len(b)
}
