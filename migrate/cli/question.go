package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"
)

// interactive reports whether there is somebody to ask.
func (c *call) interactive() bool {
	return !c.yes && !c.json && c.terminal(c.cmd.InOrStdin()) && c.terminal(c.cmd.ErrOrStderr())
}

// confirm reports whether the answer to a question is yes. An end of the input is a no.
func (c *call) confirm(ctx context.Context, question string) (bool, error) {
	fmt.Fprintf(c.cmd.ErrOrStderr(), "%s [y/N] ", question)
	if c.answers == nil {
		c.answers = bufio.NewReader(c.cmd.InOrStdin())
	}
	answer := make(chan string, 1)
	go func() {
		line, _ := c.answers.ReadString('\n') // what was not read is no yes
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case line := <-answer:
		return line == "y" || line == "yes", nil
	case <-ctx.Done():
		fmt.Fprintln(c.cmd.ErrOrStderr())
		return false, context.Cause(ctx)
	}
}

// confirmed lets something pass that loses rows: by --yes, or by an answer. what begins a sentence.
func (c *call) confirmed(ctx context.Context, what string) error {
	if c.yes {
		return nil
	}
	if !c.interactive() {
		return fmt.Errorf("%s: if that is meant, run the command again with --yes", what)
	}
	yes, err := c.confirm(ctx, what+". Is that meant?")
	if err == nil && !yes {
		err = fmt.Errorf("nothing was done: %s needs a yes", c.cmd.CommandPath())
	}
	return err
}
