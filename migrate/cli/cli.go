package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// envURL is where the URL comes from when no flag gives it.
const envURL = "DREY_URL"

// tree is the commands and what their common flags say.
type tree struct {
	open        func(ctx context.Context, url string) (*repo.Engine, error)
	config      migrate.Config
	url, dir    string
	lockTimeout time.Duration
	json, yes   bool
	terminal    func(any) bool // reports whether a reader or writer is one
}

// New returns the command drey with all commands of migrations below it. Its Use may be changed, and it may be added to another
// command. Output goes to the command's OutOrStdout, errors and questions to its ErrOrStderr.
//
// open is given the flag --url, else DREY_URL of the environment, else "". Without c.MetaData the commands that need models say so.
func New(open func(ctx context.Context, url string) (*repo.Engine, error), c migrate.Config) *cobra.Command {
	return newTree(open, c).command()
}

func newTree(open func(ctx context.Context, url string) (*repo.Engine, error), c migrate.Config) *tree {
	return &tree{open: open, config: c, terminal: isTerminal}
}

// command makes the tree.
func (t *tree) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "drey",
		Short: "Keep the revisions of a database's schema",
		Long:  "Keep the revisions of a database's schema: write them from models, apply them, take them back.",
		Args:  noSubcommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },

		SuggestionsMinimumDistance: 2,
	}
	root.SetFlagErrorFunc(wrongFlag)
	flags := root.PersistentFlags()
	flags.StringVar(&t.url, "url", "", "the database: postgresql://user:password@host:5432/database, sqlite:///file.db (default: $"+envURL+")")
	flags.StringVar(&t.dir, "dir", "", "read and write revisions here, in a folder a dialect")
	flags.DurationVar(&t.lockTimeout, "lock-timeout", 0, "wait so long for another migrator and for locks on tables (default 1m)")
	flags.BoolVar(&t.json, "json", false, "print one JSON object a line: an event or a result")
	flags.BoolVar(&t.yes, "yes", false, "ask nothing: what would be asked for is meant")
	root.AddCommand(t.initCommand(), t.revisionCommand(), t.upgradeCommand(), t.downgradeCommand(), t.currentCommand(), t.headsCommand(),
		t.historyCommand(), t.branchesCommand(), t.showCommand(), t.stampCommand(), t.checkCommand(), t.mergeCommand(),
		t.createAllCommand(), t.dropAllCommand(), t.reflectCommand(), t.erdCommand())
	return root
}

// newCommand is a command without commands below it.
func (t *tree) newCommand(use, short string, args cobra.PositionalArgs, do func(context.Context, *call) error) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: usageArgs(args), RunE: t.run(do), ValidArgsFunction: cobra.NoFileCompletions}
}

// run is what a leaf runs: errors are told once, with the usage only where that was wrong.
func (t *tree) run(do func(context.Context, *call) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		c := &call{tree: t, cmd: cmd, args: args}
		ctx, stop := interruptible(cmd.Context())
		defer stop()
		err := c.checkFlags()
		if err == nil {
			err = do(ctx, c)
		}
		err = c.named(err)
		cmd.SilenceUsage = !wantsUsage(err)
		return err
	}
}

// interruptible has an interrupt, or the SIGTERM with which containers are stopped, cancel ctx, so that the transaction is rolled back, unless whoever runs the command gave it a
// context that ends.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	if ctx == nil {
		ctx = context.Background()
	}
	if ctx.Done() != nil {
		return ctx, func() {}
	}
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
}

func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}
