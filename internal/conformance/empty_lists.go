package conformance

import (
	"encoding/json"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Kit has columns that may be empty or nil.
type Kit struct {
	ID    int64
	Words []string
	Bytes []byte
	Map   map[string]int `db:"map,type=json"`
	Raw   json.RawMessage
	Text  *string
	Tools []*Tool `rel:"has-many,order=id"`
}

// TableName names the table.
func (Kit) TableName() string { return "kits" }

// Tool is in a kit.
type Tool struct {
	ID    int64
	KitID *int64
}

// TableName names the table.
func (Tool) TableName() string { return "tools" }

var kits = builder.Model[Kit]()

// kept is whether what can be nil is, in the order of the fields.
func (k *Kit) nils() []bool {
	return []bool{k.Words == nil, k.Bytes == nil, k.Map == nil, k.Raw == nil, k.Text == nil, k.Tools == nil}
}

// swap makes nil what is empty, and empty what is nil.
func (k *Kit) swap() {
	empty := Kit{Words: []string{}, Bytes: []byte{}, Map: map[string]int{}, Raw: json.RawMessage(`{}`), Text: new(string), Tools: []*Tool{}}
	if k.Words != nil {
		empty = Kit{}
	}
	empty.ID = k.ID
	*k = empty
}

// RollbacksTellNilFromEmpty: a rollback gives back empty lists, maps and texts as empty, and nil as nil, whether the edit was flushed or not.
func RollbacksTellNilFromEmpty(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(kits, builder.Model[Tool]()))
	ctx := t.Context()
	full := &Kit{ID: 2}
	full.swap()
	must(t, db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Kit{ID: 1}, full) }))
	for id, load := range map[int64]bool{1: false, 2: true} {
		s := db.session(t)
		k := value(repo.Get[Kit](ctx, s, id))(t)
		if load {
			must(t, repo.Load(ctx, s, []*Kit{k}, &kits.Tools))
		}
		want := k.nils()
		for name, edit := range map[string]func(){
			"edited": k.swap,
			"flushed": func() {
				if k.swap(); !load { // which no flush takes
					k.Tools = nil
				}
				must(t, s.Flush(ctx))
			},
			"only the list": func() {
				if k.Tools = nil; !load {
					k.Tools = []*Tool{}
				}
			},
		} {
			n := value(s.BeginNested(ctx))(t)
			edit()
			must(t, n.Rollback(ctx))
			expect(t, name+" in a savepoint", k.nils(), want)
			edit()
			must(t, s.Rollback(ctx))
			expect(t, name, k.nils(), want)
			value(repo.Get[Kit](ctx, s, id))(t)
			expect(t, name+", read again", k.nils(), want)
		}
		k.Tools = []*Tool{}
		s.ExpireAll()
		expect(t, "expired", k.Tools == nil, !load)
		must(t, s.Rollback(ctx))
	}
	added := &Kit{ID: 3}
	s := db.session(t)
	must(t, s.Add(added))
	must(t, s.Commit(ctx))
	added.Tools = []*Tool{}
	must(t, s.Rollback(ctx))
	expect(t, "a new one", added.Tools == nil, true)
}
