package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.payee.PayeeAccounts;
import dev.millrace.batch.payouts.payee.PayeeDetails;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Where a practitioner's money goes. */
@Command(
        name = "account",
        header = "Keeps where a practitioner's money goes, encrypted.",
        description = {
            "",
            "Reads JSON from standard input, or from a file: name, account (an IBAN, or what the bank"
                    + " calls it), bic, clearing (such as USABA:021000021), stripe_account. It never"
                    + " stands on the command line, where other users see it, nor in the audit trail.",
            ""
        })
final class PayoutsAccountCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "PRACTITIONER", description = "Id of the practitioner.")
    private UUID practitioner = new UUID(0, 0);

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Where the details are, instead of standard input.")
    private @Nullable Path from;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        MillraceSettings settings = common.settings("payouts");
        PayeeDetails details = details();
        try (BatchOperations operations = BatchAccess.open(settings)) {
            operations.act(
                    options.actor(),
                    "keep-account",
                    "billing.payout_account",
                    practitioner.toString(),
                    sql -> {
                        new PayeeAccounts(sql, settings.batch().payouts().channels().cipher())
                                .keep(practitioner, details);
                        return true;
                    });
        }
        String method = details.bank().isPresent() ? "bank_transfer" : "stripe";
        if (options.isJson()) {
            Map<String, String> json = new LinkedHashMap<>();
            json.put("practitioner", practitioner.toString());
            json.put("method", method);
            screen.say(BatchOptions.json(json));
        } else {
            screen.say("practitioner " + practitioner + " is paid by " + method);
        }
        return 0;
    }

    private PayeeDetails details() {
        try {
            return PayeeDetails.fromJson(
                    from == null
                            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                            : Files.readString(from));
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.RECORD_MALFORMED, "the details cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new PipelineException(
                    ErrorKind.RECORD_MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }
}
