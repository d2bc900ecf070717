package dev.millrace.streams.matching;

/** An application together with the project it is for. */
record Candidacy(ProjectNeeds project, Offer offer) {}
