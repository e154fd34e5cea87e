package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How the notes of notebooks/ are made; scripts/try-notebooks.sh runs them. */
class NotesTest {

    private static final Pattern CALL = Pattern.compile("Perennial\\.(\\w+)\\(");
    private static final Set<String> DRAWING = Set.of("table", "rounds", "classes", "history", "refreshes", "classify", "generate", "html", "images", "mistakes");

    static List<Path> notes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../notebooks"))) {
            List<Path> notes = files.filter(file -> file.toString().endsWith(".zpln")).sorted().toList();
            assertThat(notes).isNotEmpty();
            return notes;
        }
    }

    private static List<JsonNode> paragraphs(Path note) throws IOException {
        List<JsonNode> paragraphs = new ArrayList<>();
        new ObjectMapper().readTree(note.toFile()).get("paragraphs").forEach(paragraphs::add);
        return paragraphs;
    }

    private static String text(JsonNode paragraph) {
        return paragraph.get("text").asText();
    }

    @ParameterizedTest
    @MethodSource("notes")
    void aNoteHasWhatZeppelinAsksForAndNoResults(Path note) throws IOException {
        JsonNode whole = new ObjectMapper().readTree(note.toFile());

        assertThat(whole.get("name").asText()).startsWith("Perennial/");
        assertThat(whole.get("id").asText()).matches("2[0-9A-Z]{8}");
        assertThat(whole.get("defaultInterpreterGroup").asText()).isEqualTo("spark");
        Set<String> ids = new HashSet<>();
        for (JsonNode paragraph : paragraphs(note)) {
            assertThat(ids.add(paragraph.get("id").asText())).isTrue();
            assertThat(paragraph.get("title").asText()).isNotBlank();
            assertThat(paragraph.get("config").get("title").asBoolean()).isTrue();
            assertThat(paragraph.has("results")).as("results are not checked in").isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("notes")
    void settingsComeFirstAndEveryCodeIsIntroduced(Path note) throws IOException {
        List<JsonNode> paragraphs = paragraphs(note);

        assertThat(text(paragraphs.get(0))).startsWith("%spark.conf\n").contains("spark.jars  ");
        assertThat(text(paragraphs.get(1))).startsWith("%md\n# ");
        assertThat(paragraphs.stream().skip(1).map(NotesTest::text)).allMatch(text -> text.startsWith("%md\n") || text.startsWith("%spark\n"));
        assertThat(paragraphs.stream().map(NotesTest::text).filter(text -> text.startsWith("%md\n")).count()).isGreaterThan(2);
    }

    @ParameterizedTest
    @MethodSource("notes")
    void paragraphsThatDrawDefineNothingAndCallWhatThereIs(Path note) throws IOException {
        Set<String> there = new HashSet<>();
        Arrays.stream(Perennial.class.getMethods()).forEach(method -> there.add(method.getName()));
        for (JsonNode paragraph : paragraphs(note)) {
            Matcher call = CALL.matcher(text(paragraph));
            while (call.find()) {
                assertThat(there).contains(call.group(1));
                if (DRAWING.contains(call.group(1))) {
                    assertThat(text(paragraph)).as(paragraph.get("title").asText()).doesNotContain("val ", "var ", "def ", "import ");
                }
            }
        }
    }
}
