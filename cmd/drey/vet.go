package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/drey-db/drey/vet"
)

// servesVet answers go vet, where that has started this program as its tool: with -V=full, -flags, or the description of a package.
func servesVet(args []string) {
	if len(args) == 0 {
		return
	}
	last := args[len(args)-1]
	if last == "-V=full" || last == "-flags" || strings.HasSuffix(last, ".cfg") {
		unitchecker.Main(vet.Analyzers()...) // ends the program
	}
}

// vetCommand runs go vet with this program as its tool.
func vetCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "vet [packages]",
		Short: "find mistakes with drey that compile: dropped results, columns and tables of no prototype, sessions and rows that nobody closes, commits or that are shared, queries in a loop, hooks that nobody calls, tags of other libraries",
		Long: "vet runs go vet with drey's analyzers on packages, as go names them; on the one in this directory without any. Flags are those of go vet; " +
			"-dreyloop=false leaves an analyzer out. It is go vet -vettool=$(which drey) ./..., and package github.com/drey-db/drey/vet for a linter of your own.",
		Example:            "  drey vet ./...",
		DisableFlagParsing: true,
		SilenceUsage:       true,
		RunE: func(c *cobra.Command, args []string) error {
			for _, arg := range args {
				if arg == "-h" || arg == "--help" {
					return c.Help()
				}
			}
			return runVet(c, args)
		},
	}
}

// finding is where an analyzer found a mistake, in a path that may have blanks; what does not build has a word and a colon in front.
var finding = regexp.MustCompile(`(?m)^(?:[A-Za-z]:)?[^:\n]+\.go:\d+:\d+: `)

// unbuilt is what go says of a package that does not build, under a heading of its own.
var unbuilt = regexp.MustCompile(`(?m)^# \[[^\n]*\]\n(?:[^#\n][^\n]*\n?)*`)

// found reports whether what was said holds a mistake that an analyzer found.
func found(said []byte) bool { return finding.Match(unbuilt.ReplaceAll(said, nil)) }

func runVet(c *cobra.Command, args []string) error {
	own, err := os.Executable()
	if err != nil {
		return fmt.Errorf("vet: %w", err)
	}
	run := exec.CommandContext(c.Context(), "go", append([]string{"vet", "-vettool=" + own}, args...)...)
	var said bytes.Buffer
	run.Stdout, run.Stderr = c.OutOrStdout(), io.MultiWriter(c.ErrOrStderr(), &said)
	var failed *exec.ExitError
	switch err = run.Run(); {
	case errors.As(err, &failed) && found(said.Bytes()):
		return errors.New("vet: there are mistakes: see above")
	case errors.As(err, &failed):
		return errors.New("vet: nothing was looked at, for the reason above: name packages as go build takes them, such as ./..., in a module that builds")
	}
	if err != nil {
		return fmt.Errorf("vet: go could not be run, and it must be on the PATH: %w", err)
	}
	return nil
}
