import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.zeppelin.interpreter.Interpreter;
import org.apache.zeppelin.interpreter.InterpreterContext;
import org.apache.zeppelin.interpreter.InterpreterException;
import org.apache.zeppelin.interpreter.InterpreterGroup;
import org.apache.zeppelin.interpreter.InterpreterOutput;
import org.apache.zeppelin.interpreter.InterpreterResult;
import org.apache.zeppelin.interpreter.InterpreterResultMessage;
import org.apache.zeppelin.spark.SparkInterpreter;

/**
 * Runs notes' {@code %spark} paragraphs, in order, through Zeppelin's own Spark interpreter: what each printed must be of the type that Zeppelin should
 * draw. The paragraph that trains is cancelled once, as Zeppelin's button does it, and run again. See try-zeppelin.sh.
 */
public final class TryZeppelin {

    private static final Pattern TABLE = Pattern.compile("Perennial\\.(table|rounds|classes|history|refreshes|classify)\\(");
    private static final Pattern HTML = Pattern.compile("Perennial\\.(html|images|mistakes)\\(");

    /** As it was: the interpreter points System.out at the paragraph. */
    private static final PrintStream OUT = System.out;

    private final SparkInterpreter interpreter;
    private final String examples;
    private final List<String> problems = new ArrayList<>();
    private boolean cancelled;

    private TryZeppelin(SparkInterpreter interpreter, String examples) {
        this.interpreter = interpreter;
        this.examples = examples;
    }

    /** A run of one paragraph. */
    private record Ran(InterpreterResult.Code code, List<InterpreterResultMessage> messages, int progress) {
        String text() {
            StringBuilder text = new StringBuilder();
            messages.forEach(message -> text.append(message.getData()));
            return text.toString();
        }
    }

    public static void main(String[] args) throws Exception {
        String examples = System.getenv().getOrDefault("EXAMPLES", "1280");
        Properties properties = new Properties();
        properties.setProperty("spark.master", "local[2]");
        properties.setProperty("spark.app.name", "notes");
        properties.setProperty("zeppelin.spark.useHiveContext", "false");
        properties.setProperty("zeppelin.spark.enableSupportedVersionCheck", "false");
        properties.setProperty("zeppelin.spark.maxResult", "1000");
        properties.setProperty("spark.jars", System.getProperty("spark.jars", ""));
        SparkInterpreter interpreter = new SparkInterpreter(properties);
        InterpreterGroup group = new InterpreterGroup("notes");
        group.put("session", new ArrayList<>(List.of((Interpreter) interpreter)));
        interpreter.setInterpreterGroup(group);
        InterpreterContext.set(context("open", "open"));
        interpreter.open();
        // This pair of Zeppelin and Spark answers the first line it is given with an error that says nothing.
        interpreter.interpret("val ready = true", context("open", "open"));
        TryZeppelin notes = new TryZeppelin(interpreter, examples);
        for (String note : args) {
            notes.run(new File(note));
        }
        notes.problems.forEach(problem -> OUT.println("PROBLEM " + problem));
        interpreter.close();
        System.exit(notes.problems.isEmpty() ? 0 : 1);
    }

    private static InterpreterContext context(String note, String paragraph) {
        return InterpreterContext.builder().setNoteId(note).setNoteName(note).setParagraphId(paragraph).setParagraphTitle(paragraph).setReplName("spark")
                .setInterpreterOut(new InterpreterOutput(null)).build();
    }

    private void run(File note) throws Exception {
        JsonNode whole = new ObjectMapper().readTree(note);
        OUT.println("=== " + whole.get("name").asText());
        for (JsonNode paragraph : whole.get("paragraphs")) {
            String text = paragraph.get("text").asText();
            if (!text.startsWith("%spark\n")) {
                continue;
            }
            String code = text.substring("%spark\n".length());
            boolean first = code.contains("Perennial.train(") && !cancelled;
            if (!examples.equals("all")) {
                // The first is to be long enough to be cancelled.
                int seen = Integer.parseInt(examples) * (first ? 5 : 1);
                code = code.replaceAll("\"epochs=\\d+\"", "\"epochs=\", \"examples=" + seen + "\"");
            }
            String title = paragraph.get("title").asText();
            String id = paragraph.get("id").asText();
            if (first) {
                cancel(title, code, whole.get("id").asText(), id);
            }
            check(title, code, paragraph(code, whole.get("id").asText(), id));
        }
    }

    private Ran paragraph(String code, String note, String id) throws Exception {
        InterpreterContext context = context(note, id);
        InterpreterContext.set(context);
        int[] most = {0};
        Thread progress = new Thread(() -> {
            try {
                while (true) {
                    Thread.sleep(50);
                    most[0] = Math.max(most[0], interpreter.getProgress(context));
                }
            } catch (InterruptedException | InterpreterException done) {
                // The paragraph has ended.
            }
        });
        progress.start();
        InterpreterResult result = interpreter.interpret(code, context);
        progress.interrupt();
        progress.join();
        context.out.flush();
        List<InterpreterResultMessage> messages = new ArrayList<>(context.out.toInterpreterResultMessage());
        messages.addAll(result.message());
        return new Ran(result.code(), messages, most[0]);
    }

    /**
     * Runs the paragraph and cancels it as the button does, again and again: Spark cancels the jobs that there are, and a press between two rounds finds none.
     */
    private void cancel(String title, String code, String note, String id) throws Exception {
        cancelled = true;
        InterpreterContext context = context(note, id);
        Thread button = new Thread(() -> {
            try {
                while (true) {
                    Thread.sleep(20);
                    int progress = interpreter.getProgress(context);
                    if (progress > 0 && progress < 100) {
                        interpreter.cancel(context);
                    }
                }
            } catch (InterruptedException | InterpreterException ended) {
                // The paragraph has ended.
            }
        });
        InterpreterContext.set(context);
        button.start();
        InterpreterResult result = interpreter.interpret(code, context);
        button.interrupt();
        button.join();
        context.out.flush();
        StringBuilder text = new StringBuilder();
        for (InterpreterResultMessage message : context.out.toInterpreterResultMessage()) {
            text.append(message.getData());
        }
        result.message().forEach(message -> text.append(message.getData()));
        String last = text.toString().strip();
        OUT.println("  " + title + ", cancelled: " + result.code() + ", " + last.substring(last.lastIndexOf('\n') + 1).strip());
        if (text.indexOf(": done, test accuracy") >= 0) {
            problems.add(title + ": was cancelled, and ended as if it were not");
        }
    }

    private void check(String title, String code, Ran ran) {
        String text = ran.text();
        String type = ran.messages().isEmpty() ? "nothing" : ran.messages().get(ran.messages().size() - 1).getType().name();
        String first = text.strip().lines().findFirst().orElse("");
        OUT.println("  " + title + ": " + ran.code() + ", " + type + ", progress " + ran.progress() + " %" + (type.equals("TEXT") ? ", " + first : ""));
        if (ran.code() != InterpreterResult.Code.SUCCESS) {
            problems.add(title + ": " + ran.code() + ": " + text);
            return;
        }
        for (Pattern drawing : List.of(TABLE, HTML)) {
            Matcher call = drawing.matcher(code);
            String expected = drawing == TABLE ? "TABLE" : "HTML";
            if (call.find() && !type.equals(expected)) {
                problems.add(title + ": Zeppelin draws " + type + ", expected " + expected);
            }
        }
        if (type.equals("TABLE") && text.strip().lines().count() < 2) {
            problems.add(title + ": a table without rows");
        }
        if (code.contains("Perennial.train(")) {
            if (!text.contains(": done, test accuracy")) {
                problems.add(title + ": the run did not end well: " + text);
            }
            if (ran.progress() == 0) {
                problems.add(title + ": no progress was shown");
            }
        }
    }
}
