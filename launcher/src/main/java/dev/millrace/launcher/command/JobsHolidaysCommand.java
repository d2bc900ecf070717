package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.schedule.Holidays;
import dev.millrace.batch.schedule.Holidays.Holiday;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.screen.TextTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Days on which schedules with a calendar let nothing run. */
@Command(
        name = "holidays",
        header = "Shows or changes the holidays of a calendar.",
        description = {
            "",
            "Saturdays and Sundays are no business days of any calendar. A change moves the due"
                    + " times that are ahead of schedules that keep to the calendar.",
            ""
        })
final class JobsHolidaysCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(
            index = "0",
            paramLabel = "CALENDAR",
            defaultValue = "business",
            description = "Name of the calendar (default: business).")
    private String calendar = "business";

    @ArgGroup private @Nullable Change change;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "holiday",
            description = "What the day is called (default: holiday).")
    private String name = "holiday";

    @Spec private CommandSpec spec;

    /** What is changed. */
    private static final class Change {

        @Option(names = "--add", paramLabel = "DAY", description = "Adds a day, as 2026-12-25.")
        private @Nullable LocalDate added;

        @Option(names = "--remove", paramLabel = "DAY", description = "Removes a day.")
        private @Nullable LocalDate removed;
    }

    @Override
    public Integer call() {
        checkName(calendar);
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("jobs"))) {
            if (change != null) {
                change(operations, change);
            }
            show(screen, operations.look(sql -> new Holidays(sql).of(calendar)));
            return 0;
        }
    }

    /** Says what a calendar may be called. */
    static void checkName(String calendar) {
        if (!calendar.matches("[a-z][a-z0-9-]*")) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "calendar is '%s', expected lower case letters, digits and dashes"
                            .formatted(calendar));
        }
    }

    private void change(BatchOperations operations, Change wanted) {
        String actor = options.actor();
        LocalDate added = wanted.added;
        LocalDate removed = wanted.removed;
        if (added != null) {
            operations.act(
                    actor,
                    "add holiday",
                    "batch.calendar",
                    calendar,
                    Map.of("day", added.toString(), "name", name),
                    sql -> {
                        new Holidays(sql).add(new Holiday(calendar, added, name, actor));
                        return added;
                    });
        } else if (removed != null) {
            boolean isRemoved =
                    operations.act(
                            actor,
                            "remove holiday",
                            "batch.calendar",
                            calendar,
                            Map.of("day", removed.toString()),
                            sql -> new Holidays(sql).remove(calendar, removed, actor));
            if (!isRemoved) {
                throw new PipelineException(
                        ErrorKind.SETTING_INVALID,
                        "calendar %s has no holiday on %s".formatted(calendar, removed));
            }
        }
    }

    private void show(Screen screen, List<Holiday> holidays) {
        if (options.isJson()) {
            screen.say(
                    BatchOptions.json(holidays.stream().map(JobsHolidaysCommand::json).toList()));
            return;
        }
        TextTable table = new TextTable("DAY", "NAME", "SET BY");
        holidays.forEach(
                holiday -> table.row(holiday.day().toString(), holiday.name(), holiday.addedBy()));
        screen.say(table.lines());
    }

    private static Map<String, Object> json(Holiday holiday) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("calendar", holiday.calendar());
        json.put("day", holiday.day().toString());
        json.put("name", holiday.name());
        json.put("set_by", holiday.addedBy());
        return json;
    }
}
