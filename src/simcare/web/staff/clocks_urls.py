"""The addresses of what is done to cards and of the promises: remedies, tasks, the floor, rotas."""

from django.urls import path

from simcare.web.staff.views import remedies, supervision

urlpatterns = [
    path("cards/<str:iccid>/do/<str:function>/", remedies.remedy, name="remedy"),
    path("cards/<str:iccid>/do/<str:function>/order/", remedies.order, name="remedy_order"),
    path("tasks/", remedies.tasks, name="tasks"),
    path("tasks/<int:number>/done/", remedies.done, name="task_done"),
    path("tasks/<int:number>/give-up/", remedies.give_up, name="task_give_up"),
    path("remedies/<int:number>/approve/", remedies.approve, name="remedy_approve"),
    path("remedies/<int:number>/refuse/", remedies.refuse, name="remedy_refuse"),
    path("supervision/", supervision.floor, name="supervision"),
    path("breaches/", supervision.breaches, name="breaches"),
    path("on-call/", supervision.rotas, name="rotas"),
    path("on-call/save/", supervision.rota_save, name="rota_save"),
    path("on-call/<int:number>/turns/", supervision.turn_add, name="turn_add"),
    path("on-call/turns/<int:number>/drop/", supervision.turn_drop, name="turn_drop"),
    path("on-call/<int:number>/swaps/", supervision.swap_add, name="swap_add"),
    path("on-call/swaps/<int:number>/drop/", supervision.swap_drop, name="swap_drop"),
    path("calls/<int:number>/acknowledge/", supervision.acknowledge, name="call_acknowledge"),
    path("tickets/<int:number>/hold/", supervision.hold, name="ticket_hold"),
    path("tickets/<int:number>/go-on/", supervision.go_on, name="ticket_go_on"),
]
