package io.adxflow.job.page.web;

import io.adxflow.job.web.WebAnswer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page, from the jar: ours, and the kept library that lays graphs out. Each is answered with a policy that lets the
 * browser load from this address alone, run no script that is not a file of it, and be framed by nobody.
 */
final class PageFiles {
    private static final String OURS = "/io/adxflow/job/page/";
    private static final String DAGRE = "/META-INF/resources/webjars/dagre/0.8.4/dist/dagre.min.js";
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Map<String, Page> files = new TreeMap<>();

    private record Page(WebAnswer answer, String tag) {}

    /** Reads all of them, once. */
    PageFiles() {
        add("/", OURS + "index.html", "text/html; charset=utf-8");
        add("/page/app.css", OURS + "app.css", "text/css; charset=utf-8");
        for (String script : new String[] {"app.js", "control.js", "graph.js", "lists.js", "tail.js", "text.js"}) {
            add("/page/" + script, OURS + script, "text/javascript; charset=utf-8");
        }
        add("/page/dagre.min.js", DAGRE, "text/javascript; charset=utf-8");
        add("/page/icon.svg", OURS + "icon.svg", "image/svg+xml");
    }

    private void add(String path, String resource, String type) {
        try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + resource);
            }
            byte[] bytes = in.readAllBytes();
            CRC32C crc = new CRC32C();
            crc.update(bytes);
            String tag = "\"" + Long.toHexString(crc.getValue()) + "\"";
            WebAnswer answer = WebAnswer.text(200, new String(bytes, StandardCharsets.UTF_8));
            files.put(
                    path,
                    new Page(
                            guarded(new WebAnswer(200, answer.headers(), Buffer.buffer(bytes)))
                                    .with("Content-Type", type)
                                    .with("Cache-Control", "no-cache")
                                    .with("ETag", tag),
                            tag));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /** With the headers that go with everything of the page. */
    static WebAnswer guarded(WebAnswer answer) {
        return answer.with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer")
                .with("Cross-Origin-Opener-Policy", "same-origin");
    }

    Iterable<String> paths() {
        return files.keySet();
    }

    /** @param known the tag of what the browser has, null without one */
    WebAnswer get(String path, @Nullable String known) {
        Page page = files.get(path);
        if (page == null) {
            return WebAnswer.text(404, "not found\n");
        }
        return page.tag().equals(known) ? guarded(WebAnswer.text(304, "")).with("ETag", page.tag()) : page.answer();
    }
}
