"""Addresses of the review pages."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from claims.views.review import access, actions, actors, assignment, bulk, decisions, links, queue, shapes, together

review_urls: list[URLPattern] = [
    path("review/", queue.queue, name="review_queue"),
    path("review/next/", decisions.next_in_queue, name="review_next"),
    path("review/names/", queue.names, name="review_names"),
    path("review/claim-names/", queue.claim_names, name="review_claim_names"),
    path("review/bulk/", bulk.bulk, name="review_bulk"),
    path("review/links/", links.link_queue, name="review_links"),
    path("review/links/add/", links.add_link, name="review_link_add"),
    path("review/links/<int:pk>/", links.link, name="review_link"),
    path("review/links/<int:pk>/decide/", links.decided, name="review_link_decide"),
    path("review/sign-in/", access.sign_in_again, name="review_sign_in"),
    path("review/undo/", decisions.undo_last, name="review_undo_last"),
    path("review/actions/", actions.action_list, name="review_actions"),
    path("review/actions/<int:pk>/", actions.action_detail, name="review_action"),
    path("review/actions/<int:pk>/undo/", actions.undo, name="review_undo"),
    path("review/actors/<int:pk>/merge/", actors.merge, name="review_actor_merge"),
    path("review/actors/<int:pk>/split/", actors.split, name="review_actor_split"),
    path("review/claims/<int:pk>/", decisions.claim, name="review_claim"),
    path("review/claims/<int:pk>/decide/", decisions.decided, name="review_decide"),
    path("review/claims/<int:pk>/assign/", assignment.assignment, name="review_assign"),
    re_path(r"^review/claims/(?P<pk>[0-9]+)/(?P<way>previous|next)/$", decisions.step, name="review_step"),
    path("review/claims/<int:pk>/comment/", together.comment, name="review_comment"),
    path("review/claims/<int:pk>/comments/", together.comments, name="review_comments"),
    path("review/claims/<int:pk>/opinion/", together.opinion, name="review_opinion"),
    path("review/mentions/", together.mentions, name="review_mentions"),
    path("review/errors/", together.errors, name="review_errors"),
    path("review/gold/", together.gold, name="review_gold"),
    path("review/agreement/", together.agreement, name="review_agreement"),
    path("review/second/", together.second, name="review_second"),
    path("review/claims/<int:pk>/text/", decisions.text, name="review_text"),
    path("review/claims/<int:pk>/more/", decisions.more, name="review_more"),
    path("review/claims/<int:pk>/neighbours/", decisions.neighbours, name="review_neighbours"),
    path("review/claims/<int:pk>/split/", shapes.split_off, name="review_split"),
    path("review/claims/<int:pk>/merge/", shapes.merge_or_duplicate, name="review_merge"),
    path("review/claims/<int:pk>/delete/", shapes.take_away, name="review_delete"),
    path("review/articles/<int:article>/add/", shapes.add_missing, name="review_add"),
]
