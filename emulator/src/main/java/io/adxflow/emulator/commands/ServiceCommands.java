package io.adxflow.emulator.commands;

import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.ResultTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client asks of the cluster itself: resources, the token, the version, databases, operations. */
final class ServiceCommands implements CommandGroup {
    private final CommandContext context;

    ServiceCommands(CommandContext context) {
        this.context = context;
    }

    @Override
    public @Nullable ResultTable run(String database, TokenReader in) throws KustoException {
        // The documents say .get, the SDKs .show.
        if (in.accept("show", "ingestion", "resources") || in.accept("get", "ingestion", "resources")) {
            return context.resources().list();
        }
        if (in.accept("get", "kusto", "identity", "token") || in.accept("show", "kusto", "identity", "token")) {
            return ResultTable.of(
                    List.of("AuthorizationContext"),
                    List.of(ResultTable.row(context.resources().identityToken())));
        }
        if (in.accept("show", "version")) {
            return ResultTable.of(
                    List.of("BuildVersion", "BuildTime:datetime", "ServiceType", "ProductVersion"),
                    List.of(ResultTable.row("1.0.0.0", "2026-01-01T00:00:00Z", "Engine", "adxflow stand-in")));
        }
        if (in.accept("show", "databases")) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            context.catalog()
                    .databases()
                    .forEach(name -> rows.add(ResultTable.row(name, "", "1.0", true, "ReadWrite")));
            return ResultTable.of(
                    List.of("DatabaseName", "PersistentStorage", "Version", "IsCurrent:bool", "DatabaseAccessMode"),
                    rows);
        }
        if (in.accept("show", "operations")) {
            if (in.atEnd()) {
                return context.operations().show(null);
            }
            boolean list = in.accept("(");
            List<String> ids = new ArrayList<>();
            do {
                ids.add(guid(in, list));
            } while (list && in.accept(","));
            if (list) {
                in.expect(")");
            }
            return context.operations().show(ids);
        }
        if (in.accept("show", "operation")) {
            String id = guid(in, false);
            in.expect("details");
            return context.operations().details(id);
        }
        return null;
    }

    /** A guid is no single token: it goes on to the next comma, bracket, blank or the end. */
    private static String guid(TokenReader in, boolean list) {
        int start = in.peek().start();
        int end = in.take().end();
        while (!in.atEnd()
                && in.peek().start() == end
                && !(list && (in.peek().is(",") || in.peek().is(")")))) {
            end = in.take().end();
        }
        return in.between(start, end).replaceAll("^guid\\(|\\)$|['\"]", "");
    }
}
