package io.perennial.driver.job;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Says what every setting is, of a job ({@code --explain}) or in general ({@code docs/job-file.md}). */
public final class Explain {

    private Explain() {
    }

    /** Every setting with its value, where that came from, its default and what it is. */
    public static String text(Job job) {
        return text(job.name(), job.settings());
    }

    /** Every setting with its value, where that came from, its default and what it is. */
    public static String text(RefreshJob job) {
        return text(job.name(), job.settings());
    }

    private static String text(String name, Settings settings) {
        StringBuilder text = new StringBuilder("Settings of job '" + name + "': --set over job file over default.\n");
        for (Setting<?> setting : settings.declared()) {
            text.append('\n').append(setting.key()).append(" = ").append(value(settings, setting)).append('\n');
            text.append("    ").append(setting.doc()).append(".\n");
            text.append("    Takes ").append(setting.type().expected()).append("; default ").append(setting.fallbackText());
            text.append("; changes the ").append(setting.effect()).append(".\n");
        }
        return text.toString();
    }

    private static <T> String value(Settings settings, Setting<T> setting) {
        Optional<Origin> origin = settings.origin(setting);
        if (origin.isEmpty()) {
            return "(no meaning in this job; used with " + setting.use() + ")";
        }
        return settings.find(setting).map(setting.type()::text).orElse("(unset)") + "  [" + origin.get() + "]";
    }

    /** The reference of all settings in Markdown: what {@code docs/job-file.md} holds. */
    public static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Job file

                <!-- Generated from JobSettings. Do not edit: ExplainTest says how to write it anew. -->

                A job file is YAML. Groups are written nested or with a dot, both mean the same:

                ```yaml
                workers: 4
                inner:
                  optimizer: adam
                schedule.name: cosine
                ```

                **Precedence**: `--set key=value` over job file over default. Of two `--set` of one key the later counts; `--set key=` drops
                what the file says. An unknown key, a key set twice and a setting that has no meaning with the chosen optimizer or schedule
                are refused. `perennial train JOB.yaml --explain` prints every value and where it came from.

                **Changes**: a resumed run must agree with its checkpoint on every setting that changes the *result* (the bits of the trained
                parameters); one that changes the *operation* may differ.
                """);
        sections(page, JobSettings.all());
        return page.toString();
    }

    /** The reference of a refresh job's settings in Markdown: what {@code docs/refresh-job-file.md} holds. */
    public static String refreshMarkdown() {
        StringBuilder page = new StringBuilder("""
                # Refresh job file

                <!-- Generated from RefreshSettings. Do not edit: ExplainTest says how to write it anew. -->

                A refresh job is written and read as a [training job](job-file.md) is: YAML, `--set key=value` over job file over default,
                unknown keys refused. `perennial refresh JOB.yaml --explain` prints every value and where it came from. What it does is told in
                [refresh.md](refresh.md).

                **Changes**: a setting that changes the *result* is part of what decides a candidate's parameters or the gate's verdict.
                """);
        sections(page, RefreshSettings.all());
        return page.toString();
    }

    /** Every group that there is: one without a title must not go missing. */
    private static void sections(StringBuilder page, List<Setting<?>> settings) {
        settings.stream().map(Explain::group).distinct().sorted(Comparator.comparing(group -> !group.isEmpty()))
                .forEach(group -> section(page, settings, group));
    }

    private static String title(String group) {
        return switch (group) {
            case "" -> "Settings";
            case "network" -> "network: sizes of a model of texts";
            case "inner" -> "inner: the local step";
            case "augment" -> "augment: what a worker sees of an image";
            case "text" -> "text: how texts become token ids";
            case "schedule" -> "schedule: the learning rate over the local steps";
            case "outer" -> "outer: the average";
            case "final" -> "final: the finished model";
            case "replay" -> "replay: the buffer";
            case "derpp" -> "derpp: dark experience replay";
            case "lwf" -> "lwf: learning without forgetting";
            case "ewc" -> "ewc: elastic weight consolidation";
            case "drift" -> "drift: how far new examples are from the old test set";
            case "serve" -> "serve: what is published";
            case "gate" -> "gate: whether a candidate is published";
            case "retain" -> "retain: which versions keep their models";
            default -> throw new IllegalStateException("the group " + group + " has no title");
        };
    }

    /** Of a setting, empty without one. */
    private static String group(Setting<?> setting) {
        return setting.key().substring(0, Math.max(0, setting.key().indexOf('.')));
    }

    private static void section(StringBuilder page, List<Setting<?>> settings, String group) {
        page.append("\n## ").append(title(group)).append("\n\n| Key | Takes | Default | Only with | Changes | What it is |\n|---|---|---|---|---|---|\n");
        for (Setting<?> setting : settings) {
            if (group(setting).equals(group)) {
                List<String> cells = List.of("`" + setting.key() + "`", setting.type().expected(), setting.fallbackText(), onlyWith(setting),
                        setting.effect().toString(), setting.doc());
                page.append("| ").append(String.join(" | ", cells)).append(" |\n");
            }
        }
    }

    private static String onlyWith(Setting<?> setting) {
        return setting.use() instanceof Setting.Use.With<?> with && !everyChoice(with) ? with.toString() : "";
    }

    private static boolean everyChoice(Setting.Use.With<?> with) {
        return with.values().size() == with.values().iterator().next().getDeclaringClass().getEnumConstants().length;
    }
}
