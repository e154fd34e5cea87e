package io.perennial.driver.report;

import io.perennial.driver.storage.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * One self-contained page: style, data and script, no request to anywhere. Names come from users and their data, so the page's policy
 * lets nothing run but the one script, and no name is ever put into the page but as text.
 */
final class HtmlPage {

    private HtmlPage() {
    }

    /**
     * Makes the page.
     *
     * @param title text
     * @param data  what the script draws; written as JSON
     */
    static String of(String title, Object data) {
        String script = resource("report.js");
        return page(title, "; script-src '" + hash(script) + "'", """
                <noscript>This report draws its charts with a script of its own, which this viewer does not run. Open it in a browser.</noscript>
                <main id="report"></main>
                <script type="application/json" id="data">%s</script>
                <script>%s</script>
                """.formatted(island(data), script));
    }

    /**
     * Makes a page without a script.
     *
     * @param title text
     * @param body  markup in which every text is {@linkplain #text escaped}
     */
    static String still(String title, String body) {
        return page(title, "", "<main id=\"report\">" + body + "</main>\n");
    }

    private static String page(String title, String scriptPolicy, String body) {
        String style = resource("report.css");
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '%s'%s">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body>
                %s</body>
                </html>
                """.formatted(hash(style), scriptPolicy, text(title), style, body);
    }

    /** JSON in which no text can end the element that holds it. */
    static String island(Object data) {
        return Json.line(data).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
                .replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    }

    /** Plain text as markup. */
    static String text(String plain) {
        return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /** As the policy names the one script and the one style that count. */
    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            return "\n" + new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
