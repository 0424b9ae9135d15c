package dev.teerex.server.standalone;

import java.lang.reflect.Proxy;

/**
 * Runs something on SIGTERM and SIGINT before the JVM goes down. A shutdown hook is too late for proofs: all hooks run at once,
 * and those of bb kill it. {@code sun.misc.Signal} is in every JDK (module {@code jdk.unsupported}) and outside of what
 * {@code --release} lets be compiled against, hence by reflection.
 */
final class TerminationSignal {
    private TerminationSignal() {}

    /** Has the action run on either signal, in a thread that does not keep the JVM; returns whether this JVM can do that. */
    static boolean handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    TerminationSignal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            for (String name : new String[] {"TERM", "INT"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
