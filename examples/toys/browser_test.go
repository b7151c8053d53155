package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// browsers are the programs that can open the pages.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// browser opens a tab of a browser without a window. Where there is none the test is skipped, loudly, or fails where
// DREY_TEST_REQUIRE has the word chromium. What a page complains of fails the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	at := slices.IndexFunc(browsers, func(name string) bool { _, err := exec.LookPath(name); return err == nil })
	if at < 0 {
		const says = "no browser: install chromium (apt-get install chromium)"
		if slices.Contains(strings.Split(os.Getenv("DREY_TEST_REQUIRE"), ","), "chromium") {
			t.Fatal(says)
		}
		fmt.Fprintln(os.Stderr, "toys: SKIPPING every test of a page:", says)
		t.Skip(says)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browsers[at]), chromedp.NoSandbox, chromedp.WindowSize(1100, 700))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	require.NoError(t, chromedp.Listen(ctx, func(event any) {
		if thrown, ok := event.(*runtime.EventExceptionThrown); ok {
			t.Errorf("the page: %s", thrown.ExceptionDetails.Text)
		}
	}))
	return ctx
}

// step is an action that returns nothing.
type step = chromedp.Action[chromedp.Void]

// without leaves an action's value out.
func without[T any](a chromedp.Action[T]) step {
	return func(ctx context.Context, tab *chromedp.Target) (nothing chromedp.Void, err error) {
		_, err = a(ctx, tab)
		return nothing, err
	}
}

// evaluate has the page run JavaScript.
func evaluate(script string, values ...any) step {
	return without(chromedp.Evaluate[any](fmt.Sprintf(script, values...)))
}

// eventually waits until JavaScript is true in the page.
func eventually(expression string, values ...any) step {
	return func(ctx context.Context, tab *chromedp.Target) (nothing chromedp.Void, err error) {
		for {
			yes, err := chromedp.Evaluate[bool](fmt.Sprintf("!!("+expression+")", values...))(ctx, tab)
			if yes || err != nil {
				return nothing, err
			}
			select {
			case <-ctx.Done():
				return nothing, fmt.Errorf("it never came to "+expression+": %w", append(values, ctx.Err())...)
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
}

// press clicks on an element once it is there.
func press(selector string) step {
	return eventually(`(found => found && (found.click(), true))(document.querySelector(%q))`, selector)
}

// answer has the page's next question answered.
func answer(ctx context.Context, text string) {
	questions := chromedp.Events(ctx, page.JavascriptDialogOpening)
	go func() {
		for range questions {
			_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true, PromptText: text})
			return
		}
	}()
}

// shoot keeps a picture of the page: go test -artifacts says where.
func shoot(t *testing.T, name string) step {
	return func(ctx context.Context, tab *chromedp.Target) (nothing chromedp.Void, err error) {
		picture, err := chromedp.FullScreenshot(100)(ctx, tab)
		if err != nil {
			return nothing, err
		}
		return nothing, os.WriteFile(filepath.Join(t.ArtifactDir(), name), picture, 0o644)
	}
}

// row is the JavaScript that finds the row of a user or toy.
const row = `[...document.querySelectorAll("#%s > li")].find(li => li.querySelector(".name").textContent === %q)`

func TestPageEditsUsersAndToys(t *testing.T) {
	ctx := browser(t)
	url := urlOf(t, "sqlite")
	require.NoError(t, run(t.Context(), []string{"-url", url, "seed"}, nothing, &output{}))
	a := start(t, "-url", url)
	answer(ctx, "Sandy Cheeks")
	has := func(user, toy string) string {
		return fmt.Sprintf(`[...(`+row+`).querySelectorAll(".toy")].some(own => own.textContent.startsWith(%q))`, "users", user, toy)
	}
	require.NoError(t, chromedp.Do(ctx,
		chromedp.Navigate(a.base+"/"),
		eventually(row, "users", "squidward"),
		eventually(row, "toys", "rocket"),

		chromedp.SendKeys(chromedp.CSS("#new-user input"), "pearl\n"), // a user and a toy come
		eventually(row, "users", "pearl"),
		chromedp.SendKeys(chromedp.CSS("#new-toy input"), "kite\n"),
		eventually(row, "toys", "kite"),

		evaluate(`{ // the toy is given
			const give = (`+row+`).querySelector("select");
			give.value = [...give.options].find(option => option.text === "kite").value;
			give.dispatchEvent(new Event("change"));
		}`, "users", "pearl"),
		eventually("%s", has("pearl", "kite")),

		evaluate(`{ const rename = (`+row+`).querySelector("[title=rename]"); setTimeout(() => rename.click()) }`, "users", "sandy"),
		eventually(row, "users", "Sandy Cheeks"),
		shoot(t, "page.png"),

		evaluate(`(`+row+`).querySelector(".toy button").click()`, "users", "pearl"), // and taken back
		eventually("!%s", has("pearl", "kite")),
		evaluate(`(`+row+`).querySelector("[title=delete]").click()`, "toys", "lasso"), // a toy goes, and nobody has it
		eventually("!("+row+")", "toys", "lasso"),
		eventually("!%s", has("Sandy Cheeks", "lasso")),

		chromedp.SetValue(chromedp.CSS("#new-toy input"), "   "), // what the server refuses is told
		chromedp.Click(chromedp.CSS("#new-toy button")),
		eventually(`document.querySelector("#error").textContent === "expected something but blanks"`),
		chromedp.Reload(), // and all of it was kept
		eventually(row, "users", "Sandy Cheeks"),
		eventually(row, "toys", "kite"),
		eventually("!("+row+")", "toys", "lasso"),
	))
}

func TestDocumentationTriesTheInterface(t *testing.T) {
	ctx := browser(t)
	a := start(t, "-url", urlOf(t, "sqlite"))
	require.NoError(t, chromedp.Do(ctx,
		chromedp.Navigate(a.base+"/docs/"),
		press("#operations-health-get-health button.opblock-summary-control"),
		press("#operations-health-get-health .try-out__btn"),
		press("#operations-health-get-health .execute"),
		eventually(`document.querySelector("#operations-health-get-health .live-responses-table tbody .response-col_status")?.textContent.startsWith("200")`),
		evaluate(`window.scrollTo(0, 0)`),
		shoot(t, "docs.png"),
	))
}
