package flush_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/drey-db/drey/repo/flush"
)

// Hero says what became of its row. Its package needs no more of drey than this one.
type Hero struct {
	ID    int64
	Name  string
	Power *int
}

// AfterWrite is told of the row by the session that wrote it.
func (h *Hero) AfterWrite(_ context.Context, c flush.Change) error {
	if c.Operation == flush.Update {
		fmt.Println(c)
	}
	return nil
}

func ExampleChange() {
	power := 8
	sandy := &Hero{ID: 1, Name: "sandy", Power: &power}
	written := flush.Change{Operation: flush.Update, Entity: sandy, Key: []any{int64(1)}, Columns: []flush.Column{
		{Column: "power", Field: "Power", Old: (*int)(nil), New: sandy.Power},
	}}
	fmt.Println(sandy.AfterWrite(context.Background(), written))
	fmt.Println(flush.Change{Operation: flush.InsertAll, Entity: []*Hero{sandy, {ID: 2}}})
	// Output:
	// update Hero [1]: power NULL -> 8
	// <nil>
	// insert all 2 Hero
}

func ExampleChange_MarshalJSON() {
	text, err := json.Marshal(flush.Change{Operation: flush.Update, Entity: &Hero{ID: 1}, Key: []any{int64(1)}, Table: "heroes", Columns: []flush.Column{
		{Column: "password", Field: "Password", Old: "***", New: "***"},
	}})
	fmt.Println(string(text), err)
	// Output: {"Operation":"update","Entity":"Hero","Key":[1],"Columns":[{"Column":"password","Field":"Password","Old":"***","New":"***"}],"Table":"heroes"} <nil>
}

func ExampleBlank() {
	fmt.Println(flush.Blank{Entity: "Hero", Column: "id", Row: 1})
	// Output: <Hero 1 id>
}
