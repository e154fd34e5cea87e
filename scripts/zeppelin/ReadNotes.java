import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.apache.zeppelin.notebook.Note;
import org.apache.zeppelin.notebook.Paragraph;

/** Reads notes with the class that Zeppelin's server reads them with: how many paragraphs go to which interpreter. */
public final class ReadNotes {

    private ReadNotes() {
    }

    public static void main(String[] args) throws Exception {
        for (String file : args) {
            Note note = Note.fromJson(null, Files.readString(Path.of(file)));
            TreeMap<String, Integer> interpreters = new TreeMap<>();
            for (Paragraph paragraph : note.getParagraphs()) {
                paragraph.parseText();
                if (paragraph.getScriptText() == null || paragraph.getScriptText().isBlank() || paragraph.getTitle() == null) {
                    throw new IllegalStateException(file + ": " + paragraph.getId() + " has no text or title");
                }
                interpreters.merge(paragraph.getIntpText(), 1, Integer::sum);
            }
            if (!interpreters.keySet().equals(java.util.Set.of("md", "spark", "spark.conf"))) {
                throw new IllegalStateException(file + ": its paragraphs go to " + interpreters);
            }
            System.out.println("  " + note.getName() + " (" + note.getId() + "): " + interpreters);
        }
    }
}
