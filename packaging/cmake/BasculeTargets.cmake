# bascule_floor(name DEPS floor... LIBS target...): one folder = one static library = one floor.
# Sources are all .cpp files of the folder; DEPS are lower floors, LIBS foreign libraries.
function(bascule_floor name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS;PRIVATE_LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  if(NOT sources)  # a floor may be empty: the library then exists, so that others can name it
    file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/empty.cpp CONTENT "")
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/empty.cpp)
  endif()
  add_library(bascule_${name} STATIC ${sources})
  add_library(bascule::${name} ALIAS bascule_${name})
  set_target_properties(bascule_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(bascule_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  foreach(dep IN LISTS ARG_DEPS)
    target_link_libraries(bascule_${name} PUBLIC bascule::${dep})
  endforeach()
  target_link_libraries(bascule_${name} PUBLIC ${ARG_LIBS} PRIVATE ${ARG_PRIVATE_LIBS})
endfunction()
