// Package cli is the command line of migrations, for a program of yours that knows your models:
//
//	func main() {
//		cmd := cli.New(open, migrate.Config{MetaData: models.MetaData, FS: migrations.FS})
//		os.Exit(cli.Code(cmd.Execute()))
//	}
//
// The command init writes that program. The command that [New] returns may also stand in the tree of a larger one:
// root.AddCommand(cli.New(open, config)).
package cli
