package setup

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operator/setup"
	"sns-dynamics/internal/operator/stack"
)

func newCertificate(a *cli.App) *cobra.Command {
	var f certificateFlags
	cmd := &cobra.Command{
		Use:   "certificate",
		Short: "Make a signing key in AWS KMS, and its certificate for the application",
		Long: "Makes a signing key in AWS KMS, or takes the one of --key, and writes a self-signed\n" +
			"certificate of it. The private key never leaves AWS KMS. Upload the certificate to the\n" +
			"application, then deploy the function with the key and the thumbprint.\n\n" +
			"To renew the certificate, give the same --key and another --out, and upload the new\n" +
			"certificate before the deployment with its thumbprint.",
		Example: "  dynctl setup certificate --client-id c1ea7000-0000-4000-8000-00000000c1d1\n" +
			"  dynctl setup certificate --key arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab --out renewed.pem",
		Args: cli.NoArgs,
		RunE: a.RunE(func(ctx context.Context, _ []string) (cli.Result, error) { return makeCertificate(ctx, a, f) }),
	}
	f.register(cmd, "client-id")
	cmd.Flags().StringVar(&f.key, "key", "", "`ARN` or id of a key of the specification RSA_2048 and the usage SIGN_VERIFY; without it a key is made")
	cmd.Flags().StringVar(&f.name, "name", "sns-dynamics", "common `name` of the certificate")
	cmd.Flags().IntVar(&f.days, "days", 365, "days for which the certificate is valid")
	cmd.Flags().StringVar(&f.out, "out", "certificate.pem", "`file` for the certificate, which must not exist")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would be made, and make nothing")
	cli.ReachesAWS(cmd)
	return cmd
}

type certificateFlags struct {
	identityFlags
	key, name, out string
	days           int
	dryRun         bool
}

// certificateData is the result of setup certificate.
type certificateData struct {
	IsDryRun   bool      `json:"dryRun"`
	KeyARN     string    `json:"keyArn"`
	File       string    `json:"file"`
	Thumbprint string    `json:"thumbprint"`
	Expires    time.Time `json:"expires"`

	stack stack.Outputs // of the next command
}

// certificateSkew lets a machine whose clock is late accept the certificate.
const certificateSkew = 5 * time.Minute

const longestValidity = 3650 // days

// check returns the usage error of a wrong value, before a key is made.
func (f certificateFlags) check() error {
	if err := f.checkValues(); err != nil {
		return err
	}
	if f.days < 1 || f.days > longestValidity {
		return cli.Usagef("--days: expected 1 to %s, got %s", number.Grouped(longestValidity), number.Grouped(f.days))
	}
	if f.key != "" {
		if err := setup.CheckKey(f.key); err != nil {
			return cli.Usagef("--key: %w", err)
		}
	}
	return nil
}

func makeCertificate(ctx context.Context, a *cli.App, f certificateFlags) (cli.Result, error) {
	if err := f.check(); err != nil {
		return cli.Result{}, err
	}
	if _, err := os.Lstat(f.out); !errors.Is(err, fs.ErrNotExist) {
		return cli.Result{}, cli.Usagef("--out: %s exists already", f.out)
	}
	c, err := a.AWS(ctx)
	if err != nil {
		return cli.Result{}, err
	}
	now := time.Now()
	d := certificateData{IsDryRun: f.dryRun, KeyARN: f.key, File: f.out, Expires: now.AddDate(0, 0, f.days).UTC().Truncate(time.Second)}
	found := cli.Result{Data: &d, Text: d.write}
	if f.dryRun {
		return found, nil
	}
	if d.KeyARN == "" {
		if d.KeyARN, err = setup.CreateSigningKey(ctx, c, "Signs the client assertions of sns-dynamics"); err != nil {
			return found, err
		}
	}
	again := "run the command again with --key " + cli.ShellWord(d.KeyARN)
	der, keyARN, err := setup.SelfSigned(ctx, c, setup.Certificate{KeyARN: d.KeyARN, CommonName: f.name, From: now.Add(-certificateSkew), To: d.Expires})
	d.KeyARN = cmp.Or(keyARN, d.KeyARN)
	if err != nil {
		return found, keyFailure(ctx, err, f.key == "", again)
	}
	if err := os.WriteFile(f.out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644); err != nil {
		return found, cli.Failed(again, "write the certificate: %w", err)
	}
	sum := sha256.Sum256(der)
	d.Thumbprint = hex.EncodeToString(sum[:])
	d.stack = asApplication(ctx, c, knownStack(ctx, a, c), f.clientID)
	return found, nil
}

// keyFailure returns the failure for an error of the key. The action again is for a key that
// the command made.
func keyFailure(ctx context.Context, err error, isMade bool, again string) error {
	if errors.Is(err, setup.ErrNoKey) && !isMade {
		return cli.Failed("check --key, --region and --profile, or make a key: run the command without --key", "%w", err)
	}
	failure := cli.FailureOf(ctx, err)
	if isMade {
		failure.Actions = append(failure.Actions, again)
	}
	return failure
}

func (d *certificateData) write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if d.IsDryRun {
		key := d.KeyARN
		if key == "" {
			key = "a new one, RSA_2048"
		}
		fmt.Fprintf(t, "key\t%s\nexpires\t%s\nfile\t%s\n", key, d.Expires.Format(time.DateOnly), d.File)
		return t.Flush()
	}
	if d.Thumbprint == "" { // the certificate was not made
		if d.KeyARN != "" {
			fmt.Fprintf(t, "key\t%s\n", d.KeyARN)
		}
		return t.Flush()
	}
	fmt.Fprintf(t, "key\t%s\nthumbprint\t%s\nexpires\t%s\nfile\t%s\n", d.KeyARN, d.Thumbprint, d.Expires.Format(time.DateOnly), d.File)
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nUpload the certificate, and deploy with its key:\n\n  az ad app credential reset --id %s --append --cert @%s\n  %s\n", cli.ShellWord(d.stack.Application.ClientID), cli.ShellWord(d.File),
		d.stack.DeployCommand("CertificateKeyArn="+d.KeyARN, "CertificateThumbprint="+d.Thumbprint))
	return err
}
