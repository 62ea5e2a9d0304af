package io.adxflow.job.kusto;

import io.adxflow.job.query.CommittedFixture;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebServer;
import io.adxflow.job.web.WebTrust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** A folder of committed tables with a {@link QueryServer} over it: {@code AllTypes} of two rows, and {@code NodeLoad1}. */
final class ServedFolder implements AutoCloseable {
    static final String ALL_TYPES =
            "Timestamp:datetime,B:bool,I:int,L:long,R:real,D:decimal,S:timespan,X:string,G:guid,J:dynamic";
    static final QuerySettings SETTINGS = new QuerySettings(256L << 20, 2, Duration.ofMinutes(2));

    private final WebServer web = WebServer.start();
    private final QueryServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    ServedFolder(Path root, QuerySettings settings) throws IOException {
        Path all = root.resolve("Metrics").resolve("AllTypes");
        CommittedFixture.schema(all, ALL_TYPES);
        CommittedFixture.file(
                all,
                ALL_TYPES,
                1_767_323_045_000L,
                1_767_323_045_000L,
                """
                2026-01-02T03:04:05.0000067Z,true,-2147483648,9223372036854775807,-1.5e300,12345678901234567.000000001,\
                -2.03:04:05.0000067,"a ""quoted"", é 中 😀",74be27de-1e4e-49d9-b579-fe0b331d3642,"{""a"":[1,2.5,null],""b"":{""c"":""x""}}"
                ,,,,,,,,,
                """);
        Path load = root.resolve("Metrics").resolve("NodeLoad1");
        String schema = "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real";
        CommittedFixture.schema(load, schema);
        CommittedFixture.file(
                load,
                schema,
                1_767_323_040_000L,
                1_767_323_100_000L,
                """
                2026-01-02T03:04:00Z,1,"{""host"":""a""}",0.5
                2026-01-02T03:05:00Z,1,"{""host"":""a""}",1.5
                2026-01-02T03:04:00Z,2,"{""host"":""b""}",4
                """);
        CommittedFixture.schema(root.resolve("Logs").resolve("Empty"), "Timestamp:datetime,Body:dynamic");
        server = QueryServer.start(
                web,
                HostPort.parse("127.0.0.1:0"),
                WebTrust.NONE,
                settings,
                () -> new ServedTables.Place(root, "Metrics"),
                "1.2.3");
    }

    QueryServer server() {
        return server;
    }

    String endpoint() {
        return "http://localhost:" + server.port();
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint() + path))
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws Exception {
        try (web) {
            server.close();
        }
    }
}
