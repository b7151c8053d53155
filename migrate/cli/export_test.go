package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// NewOnTerminal is New where every stream is a terminal.
func NewOnTerminal(open func(ctx context.Context, url string) (*repo.Engine, error), c migrate.Config) *cobra.Command {
	t := newTree(open, c)
	t.terminal = func(any) bool { return true }
	return t.command()
}
