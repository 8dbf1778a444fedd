package dev.diskless.apk;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A name that packages carry or provide, and what the choice of packages has found out about it. */
final class Name {

    /** One package under this name; the version is empty where it is provided without one. */
    record Provider(Candidate candidate, String version) {}

    /** One package that needs this name. */
    record Dependant(Candidate candidate, Dependency dependency) {}

    final String text;
    final List<Provider> providers = new ArrayList<>();
    final List<Dependant> dependants = new ArrayList<>();
    final List<Candidate> triggers = new ArrayList<>();
    boolean realPackage;
    boolean discovered;
    int order;
    int requirers;
    boolean triggered;
    boolean locked;
    int rank = -1;

    @Nullable
    Provider chosen;

    /** The first chosen package that needs this name; null if the request does. */
    @Nullable
    Candidate requiredBy;

    Name(String text) {
        this.text = text;
    }
}
