package dev.teerex.checks;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything of a module that other code can see, as text: a change of it is a change that a reader sees. */
final class ApiReport {
    private static final Set<String> OF_EVERY_OBJECT = Set.of("toString", "equals", "hashCode");

    private ApiReport() {}

    /** Returns the public API of the module that a class is in. */
    static String of(Class<?> inModule) throws Exception {
        Location module =
                Location.of(inModule.getProtectionDomain().getCodeSource().getLocation());
        List<Class<?>> visible = new ClassFileImporter()
                .importLocations(Set.of(module)).stream()
                        .<Class<?>>map(found -> found.reflect())
                        .filter(ApiReport::isVisible)
                        .sorted(Comparator.comparing(Class::getName))
                        .toList();
        StringBuilder report = new StringBuilder();
        for (Class<?> type : visible) {
            report.append(header(type)).append("\n");
            members(type).forEach(member -> report.append("    ").append(member).append("\n"));
        }
        return report.toString();
    }

    private static boolean isVisible(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return isVisible(type.getModifiers())
                && !type.isSynthetic()
                && !type.isAnonymousClass()
                && (outer == null || isVisible(outer));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String header(Class<?> type) {
        StringBuilder header = new StringBuilder();
        if (type.isSealed()) {
            header.append("sealed ");
        } else if (Modifier.isFinal(type.getModifiers()) && !type.isRecord() && !type.isEnum()) {
            header.append("final ");
        } else if (Modifier.isAbstract(type.getModifiers()) && !type.isInterface()) {
            header.append("abstract ");
        }
        header.append(kind(type))
                .append(" ")
                .append(type.getName())
                .append(typeParameters(type.getTypeParameters()).strip());
        if (type.isRecord()) {
            header.append(Arrays.stream(type.getRecordComponents())
                    .map(component -> TypeText.of(component.getAnnotatedType()) + " " + component.getName())
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        Class<?> parent = type.getSuperclass();
        if (parent != null && !Set.of(Object.class, Record.class, Enum.class).contains(parent)) {
            header.append(" extends ").append(TypeText.of(type.getAnnotatedSuperclass()));
        }
        header.append(list(type.isInterface() ? " extends " : " implements ", types(type.getAnnotatedInterfaces())));
        if (type.isSealed()) {
            header.append(list(
                    " permits ",
                    Arrays.stream(type.getPermittedSubclasses())
                            .map(Class::getName)
                            .sorted()));
        }
        return header.toString();
    }

    private static String kind(Class<?> type) {
        if (type.isAnnotation()) {
            return "@interface";
        }
        if (type.isInterface()) {
            return "interface";
        }
        if (type.isEnum()) {
            return "enum";
        }
        return type.isRecord() ? "record" : "class";
    }

    private static List<String> members(Class<?> type) {
        List<String> members = new ArrayList<>();
        for (Field field : visible(type.getDeclaredFields())) {
            members.add(
                    field.isEnumConstant()
                            ? field.getName()
                            : modifiers(field) + TypeText.of(field.getAnnotatedType()) + " " + field.getName());
        }
        Set<String> methods = new TreeSet<>();
        for (Constructor<?> constructor : visible(type.getDeclaredConstructors())) {
            if (!type.isRecord()) {
                methods.add("new" + signature(constructor));
            }
        }
        for (Method method : visible(type.getDeclaredMethods())) {
            if (!isImplied(type, method)) {
                methods.add(modifiers(method)
                        + typeParameters(method.getTypeParameters())
                        + TypeText.of(method.getAnnotatedReturnType()) + " " + method.getName() + signature(method));
            }
        }
        members.addAll(methods);
        return members;
    }

    /** What every object, record or enum has. */
    private static boolean isImplied(Class<?> type, Method method) {
        boolean accessor = type.isRecord()
                && Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getAccessor)
                        .anyMatch(method::equals);
        boolean ofEnum = type.isEnum() && Set.of("values", "valueOf").contains(method.getName());
        return accessor || ofEnum || OF_EVERY_OBJECT.contains(method.getName());
    }

    private static <M extends Member> List<M> visible(M[] members) {
        return Arrays.stream(members)
                .filter(member -> isVisible(member.getModifiers()) && !member.isSynthetic())
                .toList();
    }

    private static String modifiers(Member member) {
        int modifiers = member.getModifiers();
        boolean inInterface = member.getDeclaringClass().isInterface();
        return (Modifier.isProtected(modifiers) ? "protected " : "")
                + (Modifier.isStatic(modifiers) ? "static " : "")
                + (Modifier.isAbstract(modifiers) && !inInterface ? "abstract " : "")
                + (member instanceof Method method && method.isDefault() ? "default " : "");
    }

    private static String signature(Executable executable) {
        return types(executable.getAnnotatedParameterTypes()).collect(Collectors.joining(", ", "(", ")"))
                + list(" throws ", types(executable.getAnnotatedExceptionTypes()));
    }

    private static String typeParameters(TypeVariable<?>[] variables) {
        String all = Arrays.stream(variables)
                .map(variable -> variable.getName()
                        + list(
                                " extends ",
                                types(variable.getAnnotatedBounds()).filter(bound -> !bound.equals("Object"))))
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : "<" + all + "> ";
    }

    private static Stream<String> types(AnnotatedType[] types) {
        return Arrays.stream(types).map(TypeText::of);
    }

    private static String list(String before, Stream<String> items) {
        String joined = items.collect(Collectors.joining(", "));
        return joined.isEmpty() ? "" : before + joined;
    }
}
