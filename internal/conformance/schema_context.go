package conformance

import (
	"context"
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// SchemaWorkHasTheCallersContext: what tables are made and compared with is the caller's, so that hooks find a tenant, or a span, in it.
func SchemaWorkHasTheCallersContext(t *testing.T, b Backend) {
	var asked bool // whether hooks look
	var lacking []string
	look := func(ctx context.Context, what string) {
		if _, ok := ctx.Value(tenantKey{}).(string); asked && !ok {
			lacking = append(lacking, what)
		}
	}
	db := b.open(t, repo.WithStatementHook(func(ctx context.Context, e repo.StatementEvent) {
		if e.SQL != "ROLLBACK" { // Close takes no context
			look(ctx, e.SQL)
		}
	}), repo.WithHooks(repo.Hooks{AfterBegin: func(ctx context.Context, _ backends.Runner) error {
		look(ctx, "AfterBegin")
		return nil
	}}))
	asked = true
	ctx, models := as(t, "a"), schema.MustOf(drawers, binders, sheets)
	must(t, models.CreateAll(ctx, db.Engine))
	value(models.Diff(ctx, db.Engine))(t)
	value(models.Plan(ctx, db.Engine))(t)
	value(schema.Reflect(ctx, db.Engine))(t)
	must(t, models.DropAll(ctx, db.Engine))
	expect(t, "without the caller's context", lacking, []string(nil))
	ended, cancel := context.WithCancel(ctx)
	cancel()
	expect(t, "a context that has ended", errors.Is(models.CreateAll(ended, db.Engine), context.Canceled), true)
}
