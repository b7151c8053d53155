package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/drey-db/drey/migrate"
)

// completeTargets completes words and the ids of revisions, with their messages. Nothing is sent to the database.
func (t *tree) completeTargets(down bool) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		list := []cobra.Completion{"head", "heads", "base"}
		if down {
			list = []cobra.Completion{"base"}
		}
		c := &call{tree: t, cmd: cmd}
		ctx, stop := interruptible(cmd.Context())
		defer stop()
		_ = c.migrator(ctx, func(m *migrate.Migrator) error { // without a URL there are words alone
			for _, r := range m.Revisions() {
				list = append(list, cobra.CompletionWithDesc(r.ID, r.Message))
			}
			return nil
		})
		var fitting []cobra.Completion
		for _, one := range list {
			if strings.HasPrefix(one, begun) {
				fitting = append(fitting, one)
			}
		}
		return fitting, cobra.ShellCompDirectiveNoFileComp
	}
}
