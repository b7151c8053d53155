package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ReturnedRowsFitBeforeTheyAreWritten: a statement that writes, and whose rows nobody could take, is refused before it is sent.
func ReturnedRowsFitBeforeTheyAreWritten(t *testing.T, b Backend) {
	type named struct{ Name string }
	db := b.open(t)
	db.exec(t, "INSERT INTO toys (label, size) VALUES ('kept', 1)")
	for where, r := range map[string]repo.Reader{"an engine": db.Engine, "a session": db.session(t)} {
		t.Run(where, func(t *testing.T) {
			db.log.take()
			ctx, gone := t.Context(), builder.Delete(toys).AllRows()
			made := builder.Insert(toys).Values(&Toy{Label: "made"})
			_, keyless := repo.All(ctx, r, gone.Returning(label))
			_, one := repo.One(ctx, r, made.Returning(label))
			_, fieldless := repo.All(ctx, r, builder.As[named](gone.Returning(label)))
			_, wide := repo.All(ctx, r, builder.As[string](made.Returning(label, builder.Col(&toys.Size))))
			_, silent := repo.All(ctx, r, builder.As[string](gone))
			var streamed error
			for _, streamed = range repo.Each(ctx, r, gone.Returning(label)) {
			}
			for _, err := range []error{keyless, one, fieldless, wide, silent, streamed} {
				refused(t, err, repo.ErrInvalidRequest)
			}
			says(t, keyless, `column "id" is not there: select it as well`)
			expect(t, "sent", db.log.sent(), "")
			labels, err := repo.Scalars[string](ctx, r, builder.Update(toys).Set(label.To("read")).AllRows().Returning(label))
			must(t, err)
			expect(t, "a scalar takes the first column", labels, []string{"read"})
			if s, ok := r.(*repo.Session); ok {
				must(t, s.Rollback(ctx))
			}
		})
	}
	expect(t, "kept", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
}
