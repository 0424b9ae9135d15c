package dev.teerex.server.http;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;

/** All routes by their paths, and how failures are put on any path, those without a route included. Immutable. */
final class RouteTable {
    static final String UNKNOWN = "unknown";
    private static final String V1 = "/v1";

    private final Map<String, List<Route>> routes;

    RouteTable(List<Route> routes) {
        this.routes = routes.stream().collect(Collectors.groupingBy(Route::path));
    }

    /** Returns the path of a request; empty where it has none, as {@code CONNECT} has before its headers are whole. */
    static String path(Request request) {
        return Objects.requireNonNullElse(Request.getPathInContext(request), "");
    }

    List<Route> at(String path) {
        return routes.getOrDefault(path, List.of());
    }

    /** Returns what metrics and the log call a path: never what a stranger has made up. */
    String name(String path) {
        return routes.containsKey(path) ? path : UNKNOWN;
    }

    ErrorForm form(String path) {
        if (routes.containsKey(path)) {
            return routes.get(path).get(0).form();
        }
        return path.equals(V1) || path.startsWith(V1 + "/") ? ErrorForm.PROBLEM : ErrorForm.OLDER;
    }
}
